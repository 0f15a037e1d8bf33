//! What can be told of a type from its tokens alone.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{
    GenericArgument, GenericParam, Generics, LitStr, PathArguments, PathSegment, Type,
    WherePredicate,
};

/// The `T` of an `Option<T>`, as far as it is written as one.
pub(crate) fn option_inner(ty: &Type) -> Option<&Type> {
    inner(ty, "option", "Option")
}

/// The `T` of a `Vec<T>`, as far as it is written as one.
pub(crate) fn list_inner(ty: &Type) -> Option<&Type> {
    inner(ty, "vec", "Vec")
}

/// Whether a type is plain bytes: `Vec<u8>`, `[u8]`, `[u8; 4]`, a reference to one, an `Option` of
/// one.
pub(crate) fn is_bytes(ty: &Type) -> bool {
    let is_byte = |ty: &Type| is_word(ty, "u8");
    match ty {
        Type::Group(group) => is_bytes(&group.elem),
        Type::Paren(paren) => is_bytes(&paren.elem),
        Type::Reference(reference) => is_bytes(&reference.elem),
        Type::Slice(slice) => is_byte(&slice.elem),
        Type::Array(array) => is_byte(&array.elem),
        _ => list_inner(ty).is_some_and(is_byte) || option_inner(ty).is_some_and(is_bytes),
    }
}

/// Whether a type is a list: `Vec<T>`, `[T]`, `[T; 4]`, a reference to one, an `Option` of one.
pub(crate) fn is_list(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => is_list(&group.elem),
        Type::Paren(paren) => is_list(&paren.elem),
        Type::Reference(reference) => is_list(&reference.elem),
        Type::Slice(_) | Type::Array(_) => true,
        _ => list_inner(ty).is_some() || option_inner(ty).is_some_and(is_list),
    }
}

/// The `T` of a `Name<T>` that stands in this module of the standard library.
fn inner<'a>(ty: &'a Type, module: &str, name: &str) -> Option<&'a Type> {
    let path = plain_path(ty)?;
    let segments: Vec<&PathSegment> = path.segments.iter().collect();
    let last = match segments.as_slice() {
        [last] => last,
        [krate, parent, last] if is_std(krate) && parent.ident == module => last,
        _ => return None,
    };
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) if last.ident == name => {
            match arguments.args.first()? {
                GenericArgument::Type(inner) if arguments.args.len() == 1 => Some(inner),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a setter for this type takes whatever can be made into it.
pub(crate) fn is_text(ty: &Type) -> bool {
    is_called(ty, "String") || is_secret(ty)
}

/// Whether the last word of a type is this, whatever its parameters.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    plain_path(ty)
        .and_then(|path| path.segments.last())
        .is_some_and(|last| last.ident == name)
}

/// Whether a type is the runtime's `Secret`, as far as it is written so.
pub(crate) fn is_secret(ty: &Type) -> bool {
    is_called(ty, "Secret")
}

fn is_called(ty: &Type, name: &str) -> bool {
    plain_path(ty)
        .and_then(|path| path.segments.last())
        .is_some_and(|last| last.arguments.is_none() && last.ident == name)
}

/// Whether a type is `()`.
pub(crate) fn is_unit(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => is_unit(&group.elem),
        Type::Paren(paren) => is_unit(&paren.elem),
        Type::Tuple(tuple) => tuple.elems.is_empty(),
        _ => false,
    }
}

/// Whether an expression is a text in quotes.
pub(crate) fn is_string_literal(value: &TokenStream) -> bool {
    syn::parse2::<LitStr>(value.clone()).is_ok()
}

/// Whether a type is the single word `word`.
pub(crate) fn is_word(ty: &Type, word: &str) -> bool {
    plain_path(ty).is_some_and(|path| path.is_ident(word))
}

/// Whether a type mentions one of the type parameters.
pub(crate) fn mentions_parameter(ty: &Type, generics: &Generics) -> bool {
    let names: Vec<_> = generics
        .type_params()
        .map(|parameter| &parameter.ident)
        .collect();
    !names.is_empty() && any_ident(ty.to_token_stream(), &|ident| names.contains(&ident))
}

/// A type as its user would write it: its tokens, and spaces where two words meet.
pub(crate) fn written(ty: &Type) -> String {
    let text = ty.to_token_stream().to_string();
    let is_word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || *c == '_');
    let characters: Vec<char> = text.chars().collect();
    let kept = characters.iter().enumerate().filter(|(at, c)| {
        let before = at.checked_sub(1).and_then(|at| characters.get(at));
        **c != ' ' || is_word(before) && is_word(characters.get(at + 1))
    });
    kept.map(|(_, c)| c).collect()
}

/// Adds a condition to the where clause.
pub(crate) fn require(generics: &mut Generics, condition: TokenStream) {
    generics
        .make_where_clause()
        .predicates
        .extend(syn::parse2::<WherePredicate>(condition));
}

/// The parameters without the defaults that only a declaration may have.
pub(crate) fn without_defaults(generics: &Generics) -> Generics {
    let mut generics = generics.clone();
    for parameter in &mut generics.params {
        match parameter {
            GenericParam::Lifetime(_) => {}
            GenericParam::Type(parameter) => parameter.default = None,
            GenericParam::Const(parameter) => parameter.default = None,
        }
    }
    generics
}

/// Looks through the groups that `macro_rules!` leaves around `$ty:ty`, and through parentheses.
fn plain_path(ty: &Type) -> Option<&syn::Path> {
    match ty {
        Type::Group(group) => plain_path(&group.elem),
        Type::Paren(paren) => plain_path(&paren.elem),
        Type::Path(path) if path.qself.is_none() => Some(&path.path),
        _ => None,
    }
}

fn is_std(segment: &PathSegment) -> bool {
    ["std", "core", "alloc"]
        .iter()
        .any(|krate| segment.ident == krate)
}

fn any_ident(tokens: TokenStream, wanted: &dyn Fn(&proc_macro2::Ident) -> bool) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => wanted(&ident),
        TokenTree::Group(group) => any_ident(group.stream(), wanted),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use quote::ToTokens as _;
    use syn::parse_quote;

    use super::{is_bytes, is_text, list_inner, mentions_parameter, option_inner, written};

    fn inner(ty: &syn::Type) -> Option<String> {
        option_inner(ty).map(|inner| inner.to_token_stream().to_string())
    }

    #[test]
    fn bytes_are_told_by_their_tokens() {
        for ty in [
            parse_quote!(Vec<u8>),
            parse_quote!(&'a [u8]),
            parse_quote!(Option<&'static [u8; 4]>),
            parse_quote!(std::vec::Vec<u8>),
        ] {
            assert!(is_bytes(&ty), "{}", ty.to_token_stream());
        }
        for ty in [
            parse_quote!(Vec<u16>),
            parse_quote!(Bytes),
            parse_quote!(u8),
            parse_quote!(Vec<Vec<u8>>),
        ] {
            assert!(!is_bytes(&ty), "{}", ty.to_token_stream());
        }
    }

    #[test]
    fn options_are_told_by_their_tokens() {
        assert_eq!(inner(&parse_quote!(Option<u32>)).as_deref(), Some("u32"));
        assert_eq!(
            inner(&parse_quote!(::core::option::Option<u32>)).as_deref(),
            Some("u32")
        );
        assert_eq!(
            inner(&parse_quote!((std::option::Option<u32>))).as_deref(),
            Some("u32")
        );
        assert_eq!(inner(&parse_quote!(Option)), None);
        assert_eq!(inner(&parse_quote!(mine::Option<u32>)), None);
        assert_eq!(inner(&parse_quote!(Vec<Option<u32>>)), None);
    }

    #[test]
    fn lists_are_told_by_their_tokens() {
        let inner = |ty: syn::Type| list_inner(&ty).map(|ty| ty.to_token_stream().to_string());
        assert_eq!(inner(parse_quote!(Vec<u32>)).as_deref(), Some("u32"));
        assert_eq!(
            inner(parse_quote!(::std::vec::Vec<u32>)).as_deref(),
            Some("u32")
        );
        assert_eq!(inner(parse_quote!(Option<Vec<u32>>)), None);
        assert_eq!(inner(parse_quote!(mine::Vec<u32>)), None);
    }

    #[test]
    fn options_are_seen_through_groups() {
        let group =
            proc_macro2::Group::new(proc_macro2::Delimiter::None, quote::quote!(Option<u8>));
        assert_eq!(inner(&parse_quote!(#group)).as_deref(), Some("u8"));
    }

    #[test]
    fn text_is_a_string_or_a_secret() {
        assert!(is_text(&parse_quote!(String)));
        assert!(is_text(&parse_quote!(endpoint::Secret)));
        assert!(!is_text(&parse_quote!(Vec<String>)));
        assert!(!is_text(&parse_quote!(&'a str)));
    }

    #[test]
    fn types_are_written_as_their_users_would() {
        for ty in ["u8", "&'a str", "Vec<Option<u8>>", "[u8;2]", "a::B<'b,C>"] {
            assert_eq!(written(&syn::parse_str(ty).unwrap()), ty);
        }
    }

    #[test]
    fn parameters_are_found_anywhere_in_a_type() {
        let item: syn::DeriveInput = parse_quote!(
            struct X<'a, T>(&'a T);
        );
        assert!(mentions_parameter(
            &parse_quote!(Vec<(u8, T)>),
            &item.generics
        ));
        assert!(!mentions_parameter(&parse_quote!(&'a str), &item.generics));
    }
}
