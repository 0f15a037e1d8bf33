//! Files: an upload with fields, a download into a file, and what can go wrong with either.

use std::collections::BTreeMap;
use std::path::Path;

use endpoint::{Client, Credential, Download, Error, ErrorKind, File, Secret, SuccessFlag};
use endpoint::{api, endpoint};
use serde::Deserialize;
use stand_in::{StandIn, edge_impulse};

/// Edge Impulse's Studio API.
#[api(
    base_url = "https://studio.edgeimpulse.com/v1",
    envelope = SuccessFlag,
    auth = ApiKey,
)]
struct EdgeImpulse;

#[derive(Credential)]
#[credential(header = "x-api-key")]
struct ApiKey(Secret);

/// Upload a data item: some fields, and any number of files. Gives its id.
#[endpoint(POST "/api/organizations/<organization_id>/data/add" -> i64 in "id", api = EdgeImpulse)]
struct AddData<'a> {
    organization_id: i64,
    #[part]
    name: &'a str,
    #[part]
    dataset: &'a str,
    /// A map in a part is a JSON document.
    #[part]
    metadata: BTreeMap<&'a str, &'a str>,
    /// One part for each file, all of this name.
    #[part(rename = "files[]")]
    files: Vec<File>,
}

/// Look at a data item.
#[endpoint(
    GET "/api/organizations/<organization_id>/data/<data_id>" -> DataItem in "data",
    api = EdgeImpulse,
)]
struct GetData {
    organization_id: i64,
    data_id: i64,
}

#[derive(Deserialize)]
struct DataItem {
    name: String,
    metadata: BTreeMap<String, String>,
    files: Vec<DataFile>,
}

#[derive(Deserialize)]
struct DataFile {
    name: String,
    size: u64,
}

/// Fetch a data item's files in one archive, which need not fit into memory.
#[endpoint(
    GET "/api/organizations/<organization_id>/data/<data_id>/download" -> Download,
    api = EdgeImpulse,
)]
struct DownloadData {
    organization_id: i64,
    data_id: i64,
}

type Studio = Client<EdgeImpulse, ApiKey>;

const ORGANIZATION: i64 = edge_impulse::INNER_ORGANIZATION_ID;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stand_in = StandIn::start().await?;
    let studio = EdgeImpulse::client(ApiKey::new(edge_impulse::API_KEY))
        .base_url(stand_in.edge_impulse_url())
        .build()?;
    let folder = std::env::temp_dir().join(format!("tour-upload-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let result = tour(&studio, &folder).await;
    std::fs::remove_dir_all(&folder)?;
    result
}

async fn tour(studio: &Studio, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let samples = folder.join("walking.csv");
    std::fs::write(&samples, "t,x\n0,0.1\n1,0.4\n")?;
    let data = week_7(vec![
        // Opened when the call is sent, and read piece by piece.
        File::from_path(&samples)
            .content_type("text/csv")
            .on_progress(|progress| println!("  walking.csv: {} bytes sent", progress.sent)),
        File::from_bytes(r#"{"rate": 62.5}"#).name("sensor.json"),
    ]);
    let data_id = studio.send(data).await?.into_inner();
    look(studio, data_id).await?;
    download(studio, data_id, folder).await?;

    println!("a program instead of samples");
    let wrong = week_7(vec![File::from_bytes("MZ").name("walking.exe")]);
    explain(studio.send(wrong).await)?;

    println!("a file that is not there");
    let gone = week_7(vec![File::from_path(folder.join("gone.csv"))]);
    explain(studio.send(gone).await)?;
    Ok(())
}

fn week_7(files: Vec<File>) -> AddData<'static> {
    AddData::builder()
        .organization_id(ORGANIZATION)
        .name("week 7")
        .dataset("gait")
        .metadata(BTreeMap::from([("site", "north"), ("age", "34")]))
        .files(files)
        .build()
}

async fn look(studio: &Studio, data_id: i64) -> Result<(), Box<dyn std::error::Error>> {
    let get = GetData {
        organization_id: ORGANIZATION,
        data_id,
    };
    let data = studio.send(get).await?;
    println!("{} {:?}", data.name, data.metadata);
    for DataFile { name, size } in &data.files {
        println!("  {name}, {size} bytes");
    }
    Ok(())
}

/// The server may call the file what it likes: what arrives here is a name and never a path.
async fn download(
    studio: &Studio,
    data_id: i64,
    folder: &Path,
) -> Result<(), Box<dyn std::error::Error>> {
    let download = DownloadData {
        organization_id: ORGANIZATION,
        data_id,
    };
    let mut archive = studio.send(download).await?;
    let name = archive.file_name().unwrap_or("data.zip").to_owned();
    let mut file = std::fs::File::create(folder.join(&name))?;
    let bytes = archive.write_to_std(&mut file).await?;
    println!("  all of it in {name}, {bytes} bytes");
    Ok(())
}

/// A refusal comes with status 200 and a flag; a file that cannot be read is no refusal.
fn explain<T, B>(answer: Result<T, Error<B>>) -> Result<(), Error<B>> {
    match answer {
        Ok(_) => println!("  taken"),
        Err(Error::Api(refusal)) => {
            let reason = refusal.message().unwrap_or("for no reason given");
            println!("  refused with status {}: {reason}", refusal.status());
        }
        Err(Error::Call(failure)) if failure.kind() == ErrorKind::Upload => {
            println!("  not sent: {failure}");
        }
        Err(error) => return Err(error),
    }
    Ok(())
}
