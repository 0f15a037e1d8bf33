/// Fetch the links to the exported files.
/**
 `GET /orgs/<org_id>/export/<export_id>`

 | parameter | goes to | |
 |---|---|---|
 | `org_id` | path | required |
 | `export_id` | path | required |
 | `limit` | query | optional |
 | `starting_after` | query | optional |
 | `expand` | query | optional |*/
#[derive(Debug)]
pub struct GetExport {
    /// The organization.
    pub org_id: Uuid,
    pub export_id: Uuid,
    pub limit: Option<u32>,
    pub starting_after: Option<String>,
    pub expand: Option<bool>,
}
#[allow(deprecated, single_use_lifetimes, clippy::impl_trait_in_params)]
const _: () = {
    use ::endpoint::__private as __e;
    #[automatically_derived]
    impl __e::Endpoint for GetExport {
        type Api = Snyk;
        type Output = Resource<ExportResults>;
        type Envelope = <Snyk as __e::Api>::Envelope;
        type Error = <Snyk as __e::Api>::Error;
        type Meta = <Snyk as __e::Api>::Meta;
        const OPERATION: &'static __e::Operation = &__e::Operation::new(
            "GetExport",
            __e::Method::GET,
            "/orgs/<org_id>/export/<export_id>",
        );
        fn write(
            &self,
            __request: &mut __e::RequestWriter<'_>,
        ) -> __e::Result<(), __e::EncodeError> {
            __request
                .steps()
                .literal("/orgs/")
                .segment("org_id", &self.org_id)
                .literal("/export/")
                .segment("export_id", &self.export_id)
                .query("limit", &self.limit)
                .query("starting_after", &self.starting_after)
                .query("expand", &self.expand)
                .end()
        }
    }
    impl<__C: __e::AcceptedBy<Snyk>> __e::Accepts<__C> for GetExport {}
    pub struct org_id_of_GetExport;
    pub struct export_id_of_GetExport;
    #[must_use = "a builder does nothing until `build` is called"]
    pub struct GetExportBuilder<__0, __1>(
        __0,
        __1,
        (Option<u32>, Option<String>, Option<bool>),
    );
    impl GetExport {
        /// A builder. Its `build` is there once every required field is set.
        pub fn builder() -> GetExportBuilder<
            org_id_of_GetExport,
            export_id_of_GetExport,
        > {
            GetExportBuilder(
                org_id_of_GetExport,
                export_id_of_GetExport,
                (__e::None, __e::None, __e::None),
            )
        }
    }
    impl<__0, __1> GetExportBuilder<__0, __1> {
        /// The organization.
        pub fn org_id(self, org_id: Uuid) -> GetExportBuilder<__e::Value<Uuid>, __1> {
            GetExportBuilder(__e::Value(org_id), self.1, self.2)
        }
        /// Sets the path parameter `export_id`.
        pub fn export_id(
            self,
            export_id: Uuid,
        ) -> GetExportBuilder<__0, __e::Value<Uuid>> {
            GetExportBuilder(self.0, __e::Value(export_id), self.2)
        }
        /// Sets the query parameter `limit`.
        pub fn limit(mut self, limit: u32) -> Self {
            self.2.0 = __e::Some(limit);
            self
        }
        /// Sets the query parameter `starting_after`.
        pub fn starting_after(mut self, starting_after: impl __e::Into<String>) -> Self {
            self.2.1 = __e::Some(__e::Into::into(starting_after));
            self
        }
        /// Sets the query parameter `expand`.
        pub fn expand(mut self, expand: bool) -> Self {
            self.2.2 = __e::Some(expand);
            self
        }
        /// Makes the `GetExport`.
        pub fn build(self) -> GetExport
        where
            __0: __e::Given<Uuid>,
            __1: __e::Given<Uuid>,
        {
            GetExport {
                org_id: __e::Given::given(self.0),
                export_id: __e::Given::given(self.1),
                limit: self.2.0,
                starting_after: self.2.1,
                expand: self.2.2,
            }
        }
    }
};
