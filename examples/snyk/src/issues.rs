//! Lists issues, page by page, without an export.

use std::pin::Pin;

use endpoint::json_api::Resource;
use futures_util::{Stream, TryStreamExt as _};
use serde::Serialize;
use serde_json::Value;
use terminal::{Exit, Failure, Screen, Table, print, print_json, until_interrupted};

use crate::api::issues::{Issue, ListGroupIssues, ListOrgIssues};
use crate::options::IssuesArgs;
use crate::place::Place;
use crate::scope::Scope;

const PAGE: u32 = 100;

type Issues<'a> = Pin<Box<dyn Stream<Item = Result<Resource<Issue>, Failure>> + Send + 'a>>;

#[derive(Serialize)]
struct Document<'a> {
    status: &'static str,
    exit_code: u8,
    issues: Vec<&'a Issue>,
    error: Option<Value>,
}

pub(crate) async fn run(arguments: &IssuesArgs) -> Exit {
    let screen = Screen::new(arguments.telling.quiet);
    let (issues, failure) = match until_interrupted(list(arguments)).await {
        Some(Ok(issues)) => (issues, None),
        Some(Err(failure)) => (Vec::new(), Some(failure)),
        None => (
            Vec::new(),
            Some(Failure::new(Exit::Interrupted, "interrupted")),
        ),
    };
    if let Some(failure) = &failure {
        screen.warn(failure);
    }
    let exit = failure.as_ref().map_or(Exit::Done, Failure::exit);
    let told = if arguments.telling.json {
        print_json(&Document {
            status: exit.word(),
            exit_code: exit.code(),
            issues: issues.iter().map(|issue| &issue.attributes).collect(),
            error: failure.as_ref().map(Failure::to_json),
        })
    } else if failure.is_none() {
        print(table(&issues))
    } else {
        Ok(())
    };
    told.map_or(Exit::Failed, |()| exit)
}

async fn list(arguments: &IssuesArgs) -> Result<Vec<Resource<Issue>>, Failure> {
    let connection = &arguments.connection;
    let scope = connection.scope()?;
    let place = Place::open(connection, scope, connection.demo.servers()).await?;
    issues(&place, arguments).try_collect().await
}

/// Asks for no more pages than it takes.
fn issues<'a>(place: &Place, arguments: &'a IssuesArgs) -> Issues<'a> {
    let limit = Some(PAGE);
    let (severity, status) = (&*arguments.severity, &*arguments.status);
    match place.scope {
        Scope::Org(org_id) => {
            let list = ListOrgIssues {
                org_id,
                limit,
                effective_severity_level: severity,
                status,
            };
            let issues = place.client.items(list).limit(arguments.limit);
            Box::pin(issues.map_err(Failure::from))
        }
        Scope::Group(group_id) => {
            let list = ListGroupIssues {
                group_id,
                limit,
                effective_severity_level: severity,
                status,
            };
            let issues = place.client.items(list).limit(arguments.limit);
            Box::pin(issues.map_err(Failure::from))
        }
    }
}

fn table(issues: &[Resource<Issue>]) -> Table {
    let mut table = Table::new()
        .left("severity")
        .left("status")
        .left("created")
        .left("issue")
        .left("title");
    for issue in issues {
        let issue = issue.attributes.clone();
        table.row([
            issue.effective_severity_level,
            issue.status,
            issue.created_at,
            issue.key,
            issue.title,
        ]);
    }
    table
}
