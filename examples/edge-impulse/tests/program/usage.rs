//! The command line itself.

use crate::support::{Folder, done, end, program};

#[tokio::test]
async fn the_help_says_all_that_a_script_has_to_know() {
    let help = done(program(&["--help"])).await.stdout;
    for word in [
        "EI_API_KEY",
        "EI_JWT",
        "EI_CLIENT_SECRET",
        "EI_PASSWORD",
        "130",
        "--resume",
    ] {
        assert!(help.contains(word), "{word}");
    }
    assert!(!help.contains("--demo-files"), "{help}");
}

#[tokio::test]
async fn what_is_wrong_is_told_before_anything_is_done() {
    let folder = Folder::new();
    let out = folder.text();
    let cases: [(&[&str], &str); 6] = [
        (
            &["--resume", "--demo", "--out", out],
            "there is nothing to go on with",
        ),
        (&["extend", "501", "tomorrow"], "write a date as"),
        (&["--resume", "list"], "put it behind"),
        (&["list"], "there is no organization"),
        (
            &["list", "--credential-file", "/nowhere"],
            "/nowhere cannot be read",
        ),
        (&["show"], "<ID>"),
    ];
    for (arguments, fault) in cases {
        let refused = end(program(arguments)).await;
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.stderr.contains(fault), "{refused:?}");
        assert_eq!(refused.stdout, "");
    }
    assert_eq!(folder.names(), [""; 0]);
}

#[tokio::test]
async fn a_credential_file_is_read_to_the_last_line() {
    let folder = Folder::new();
    let path = folder.path("credential");
    std::fs::write(&path, "EI_API_KEY=a-key\nEI_API_KY=another-key\n").unwrap();
    let mut list = program(&["list", "--credential-file"]);
    list.arg(&path);
    let refused = end(list).await;
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("line 2 of "), "{refused:?}");
    assert!(!refused.stderr.contains("-key"), "{refused:?}");
}
