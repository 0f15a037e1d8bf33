/// List exports.
/**
 `GET /orgs/<org_id>/exports`

 Comes in pages, by `offset` and `limit`.

 | parameter | goes to | |
 |---|---|---|
 | `org_id` | path | required |
 | `offset` | query | optional |
 | `limit` | query | optional |*/
pub struct ListExports {
    pub org_id: u64,
    pub offset: Option<u64>,
    pub limit: Option<u64>,
}
#[allow(deprecated, single_use_lifetimes, clippy::impl_trait_in_params)]
const _: () = {
    use ::endpoint::__private as __e;
    #[automatically_derived]
    impl __e::Endpoint for ListExports {
        type Api = EdgeImpulse;
        type Output = Exports;
        type Envelope = <EdgeImpulse as __e::Api>::Envelope;
        type Error = <EdgeImpulse as __e::Api>::Error;
        type Meta = <EdgeImpulse as __e::Api>::Meta;
        const OPERATION: &'static __e::Operation = &__e::Operation::new(
            "ListExports",
            __e::Method::GET,
            "/orgs/<org_id>/exports",
        );
        fn write(
            &self,
            __request: &mut __e::RequestWriter<'_>,
        ) -> __e::Result<(), __e::EncodeError> {
            __request
                .steps()
                .literal("/orgs/")
                .segment("org_id", &self.org_id)
                .literal("/exports")
                .query("offset", &self.offset)
                .query("limit", &self.limit)
                .end()
        }
    }
    impl<__C: __e::AcceptedBy<EdgeImpulse>> __e::Accepts<__C> for ListExports {}
    #[automatically_derived]
    impl __e::Paginate for ListExports {
        type Item = Export;
        const PAGE_SIZE: __e::Option<&'static ::core::primitive::str> = __e::Some(
            "limit",
        );
        fn items(__page: __e::OutputOf<Self>) -> __e::Vec<Self::Item> {
            __e::ListOf::<
                Export,
            >::into_items(
                __e::Option::map(
                    __e::Maybe::taken(__e::payload::<Self>(__page).page),
                    |__value| __value.exports,
                ),
            )
        }
        fn next(
            __page: &__e::Response<__e::OutputOf<Self>, <Self as __e::Endpoint>::Meta>,
            __turn: &__e::Turn<'_>,
        ) -> __e::Option<__e::Next> {
            __e::of_offset(
                __turn,
                "offset",
                "limit",
                __e::Option::map_or(
                    __e::Option::map(
                        __e::Maybe::present(&(*__e::payload_of::<Self>(__page)).page),
                        |__value| &__value.exports,
                    ),
                    0,
                    __e::ListOf::<Export>::count,
                ),
                &__page.value.total_count,
            )
        }
    }
    pub struct org_id_of_ListExports;
    #[must_use = "a builder does nothing until `build` is called"]
    pub struct ListExportsBuilder<__0>(__0, (Option<u64>, Option<u64>));
    impl ListExports {
        /// A builder. Its `build` is there once every required field is set.
        pub fn builder() -> ListExportsBuilder<org_id_of_ListExports> {
            ListExportsBuilder(org_id_of_ListExports, (__e::None, __e::None))
        }
    }
    impl<__0> ListExportsBuilder<__0> {
        /// Sets the path parameter `org_id`.
        pub fn org_id(self, org_id: u64) -> ListExportsBuilder<__e::Value<u64>> {
            ListExportsBuilder(__e::Value(org_id), self.1)
        }
        /// Sets the query parameter `offset`.
        pub fn offset(mut self, offset: u64) -> Self {
            self.1.0 = __e::Some(offset);
            self
        }
        /// Sets the query parameter `limit`.
        pub fn limit(mut self, limit: u64) -> Self {
            self.1.1 = __e::Some(limit);
            self
        }
        /// Makes the `ListExports`.
        pub fn build(self) -> ListExports
        where
            __0: __e::Given<u64>,
        {
            ListExports {
                org_id: __e::Given::given(self.0),
                offset: self.1.0,
                limit: self.1.1,
            }
        }
    }
};
