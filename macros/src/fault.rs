//! Every mistake the macros can report, each with the UI case that shows its message.

/// Declares the faults, each with the path of its UI case below `tests/ui/fail/`.
macro_rules! faults {
    ($($fault:ident: $case:literal,)+) => {
        /// A kind of mistake. The words for it stand next to the rule that finds it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Fault {
            $($fault,)+
        }

        #[cfg(test)]
        impl Fault {
            /// Every fault and its UI case, `area/case`.
            pub(crate) const CASES: &[(Self, &str)] = &[$((Self::$fault, $case),)+];
        }
    };
}

faults! {
    MissingMethod: "arguments/missing_method",
    UnknownMethod: "arguments/unknown_method",
    LowercaseMethod: "arguments/lowercase_method",
    CommaAfterMethod: "arguments/comma_after_method",
    MissingTemplate: "arguments/missing_template",
    MissingOutput: "arguments/missing_output",
    InWithoutOutput: "arguments/in_without_output",
    InWithoutKey: "arguments/in_without_key",
    UnexpectedToken: "arguments/unexpected_token",

    EmptyTemplate: "template/empty",
    MissingSlash: "template/missing_slash",
    LeadingDoubleSlash: "template/leading_double_slash",
    EmptySegment: "template/empty_segment",
    DotSegment: "template/dot_segment",
    Scheme: "template/scheme",
    Space: "template/space",
    Backslash: "template/backslash",
    IllegalCharacter: "template/illegal_character",
    BadEscape: "template/bad_escape",
    Fragment: "template/fragment",
    UnclosedPlaceholder: "template/unclosed_placeholder",
    StrayBracket: "template/stray_bracket",
    EmptyPlaceholder: "template/empty_placeholder",
    NestedPlaceholder: "template/nested_placeholder",
    BadPlaceholderName: "template/bad_placeholder_name",
    BracePlaceholder: "template/brace_placeholder",
    ColonPlaceholder: "template/colon_placeholder",
    DuplicatePlaceholder: "template/duplicate_placeholder",
    TwoCatchAlls: "template/two_catch_alls",
    PlaceholderInQuery: "template/placeholder_in_query",
    EmptyConstant: "template/empty_constant",
    DuplicateConstant: "template/duplicate_constant",
    PlaceholderWithoutField: "template/placeholder_without_field",

    UnknownOption: "options/unknown_option",
    DuplicateOption: "options/duplicate_option",
    MissingValue: "options/missing_value",
    WrongValue: "options/wrong_value",
    UnexpectedValue: "options/unexpected_value",
    BadDuration: "options/bad_duration",
    BadSize: "options/bad_size",
    BadMediaType: "options/bad_media_type",
    BadBaseUrl: "options/bad_base_url",
    BadRedirect: "options/bad_redirect",
    UnknownCase: "options/unknown_case",
    NoneWithAnother: "options/none_with_another",
    RepeatedCredential: "options/repeated_credential",
    FollowNotAllowed: "options/follow_not_allowed",

    NotAStruct: "item/not_a_struct",
    Enum: "item/enumeration",
    Union: "item/union",
    TupleStruct: "item/tuple_struct",

    NoPlace: "field/no_place",
    TwoPlaces: "field/two_places",
    RepeatedAttribute: "field/repeated_attribute",
    MisspelledAttribute: "field/misspelled_attribute",
    NotInTemplate: "field/not_in_template",
    OptionalPath: "field/optional_path",
    NamedBuild: "field/named_build",
    UnknownKey: "field/unknown_key",
    DuplicateKey: "field/duplicate_key",
    UnexpectedArguments: "field/unexpected_arguments",
    EmptyRename: "field/empty_rename",
    MissingHeaderName: "field/missing_header_name",
    MissingCookieName: "field/missing_cookie_name",
    BadHeaderName: "field/bad_header_name",
    BadCookieName: "field/bad_cookie_name",
    ReservedHeader: "field/reserved_header",
    DuplicateQuery: "field/duplicate_query",
    DuplicateHeader: "field/duplicate_header",
    DuplicateCookie: "field/duplicate_cookie",
    DuplicateJson: "field/duplicate_json",
    RepeatsConstant: "field/repeats_constant",
    TwoBodies: "field/two_bodies",
    BodyBesideJson: "field/body_beside_json",
    BodyNotAllowed: "field/body_not_allowed",

    ApiNotAUnitStruct: "api/not_a_unit_struct",
    ApiMissingBaseUrl: "api/missing_base_url",
    ApiBadBaseUrl: "api/bad_base_url",
    ApiUnknownOption: "api/unknown_option",
    ApiDuplicateOption: "api/duplicate_option",
    ApiBadQuery: "api/bad_query",
    ApiDuplicateQuery: "api/duplicate_query",

    CredentialNoPlace: "credential/no_place",
    CredentialTwoPlaces: "credential/two_places",
    CredentialNotOneField: "credential/not_one_field",
    CredentialNotASecret: "credential/not_a_secret",
    CredentialGenerics: "credential/generics",
    CredentialBadName: "credential/bad_name",
    CredentialPrefixWithoutHeader: "credential/prefix_without_header",
    CredentialBadPrefix: "credential/bad_prefix",
    CredentialUnknownOption: "credential/unknown_option",
    CredentialDuplicateOption: "credential/duplicate_option",

    HeadersNotAStruct: "headers/not_a_struct",
    HeadersNoName: "headers/no_name",
    HeadersBadName: "headers/bad_name",
    HeadersDuplicate: "headers/duplicate",
    HeadersUnknownOption: "headers/unknown_option",
}
