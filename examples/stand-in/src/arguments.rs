//! The arguments of the program.

use std::str::FromStr;
use std::time::Duration;

use stand_in::{Builder, StandIn};

const FIRST_PORT: u16 = 4010;
pub(crate) const USAGE: &str = "\
Usage: stand-in [<option>..]

  --port <port>               Snyk's port; the others take those after it (4010; 0 takes any)
  --polls <number>            how many polls find an export or a report unfinished (2)
  --fail                      exports come to a bad end
  --retry-after <seconds>     what to tell those who ask for an export that is not done
  --redirect                  a job of Snyk's that is done answers 303
  --files <number>            how many files an export of Snyk's has (1)
  --file-size <bytes>         about how large each exported file is (4096)
  --issues <number>           how many issues Snyk lists (25)
  --base-path                 all links of Snyk's begin with /rest
  --snyk-export <id>          an export that Snyk has made before; may be given several times
  --edge-impulse-exports <n>  how many exports Edge Impulse has made before (0)

What may go wrong with files on their way:
  --bandwidth <bytes>         bytes a second on each connection
  --cut-every <bytes>         the connection is lost after so many bytes of a file
  --links-live-for <number>   how many requests a link is good for
  --links-expire-after <s>    how many seconds a link is good
  --ignore-ranges             a part of a file cannot be had
  --changing-etags            each answer has another entity tag
  --weak-etags                entity tags are weak
  --without-lengths           no answer says how long it is
  --gzip                      files come in gzip

Bytes may be given as 64K, 100M or 2G, by 1024s.
";

/// Reads the arguments; `None` if they ask for help.
pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Option<Builder>, String> {
    let mut reader = Reader {
        arguments,
        builder: StandIn::builder(),
        first_port: FIRST_PORT,
    };
    while let Some(name) = reader.arguments.next() {
        if matches!(&*name, "--help" | "-h") {
            return Ok(None);
        }
        reader = reader.take(&name)?;
    }
    Ok(Some(match reader.first_port {
        0 => reader.builder,
        port => reader.builder.first_port(port),
    }))
}

struct Reader<A> {
    arguments: A,
    builder: Builder,
    first_port: u16,
}

impl<A: Iterator<Item = String>> Reader<A> {
    fn take(mut self, name: &str) -> Result<Self, String> {
        let builder = self.builder.clone();
        self.builder = match name {
            "--port" => {
                self.first_port = self.number(name)?;
                builder
            }
            "--polls" => builder.polls_until_done(self.number(name)?),
            "--fail" => builder.exports_fail(),
            "--retry-after" => builder.retry_after(self.number(name)?),
            "--redirect" => builder.jobs_redirect(),
            "--files" => builder.files(self.number(name)?),
            "--file-size" => builder.file_size(self.bytes(name)?),
            "--issues" => builder.issues(self.number(name)?),
            "--base-path" => builder.links_with_base_path(),
            "--snyk-export" => builder.snyk_export(self.value(name)?),
            "--edge-impulse-exports" => builder.edge_impulse_exports(self.number(name)?),
            _ => self.fault(builder, name)?,
        };
        Ok(self)
    }

    fn fault(&mut self, builder: Builder, name: &str) -> Result<Builder, String> {
        Ok(match name {
            "--bandwidth" => builder.bandwidth(self.bytes(name)?),
            "--cut-every" => builder.cut_every(self.bytes(name)?),
            "--links-live-for" => builder.links_live_for(self.number(name)?),
            "--links-expire-after" => {
                builder.links_expire_after(Duration::from_secs(self.number(name)?))
            }
            "--ignore-ranges" => builder.ignore_ranges(),
            "--changing-etags" => builder.changing_etags(),
            "--weak-etags" => builder.weak_etags(),
            "--without-lengths" => builder.without_lengths(),
            "--gzip" => builder.gzip(),
            _ => return Err(format!("unknown argument `{name}`")),
        })
    }

    fn value(&mut self, name: &str) -> Result<String, String> {
        let value = self.arguments.next();
        value.ok_or_else(|| format!("`{name}` needs a value"))
    }

    fn number<T: FromStr>(&mut self, name: &str) -> Result<T, String> {
        let value = self.value(name)?;
        value.parse().map_err(|_| no_number(&value, name))
    }

    fn bytes(&mut self, name: &str) -> Result<u64, String> {
        let value = self.value(name)?;
        let (digits, unit) = match value.as_bytes().last() {
            Some(b'K' | b'k') => (&value[..value.len() - 1], 1 << 10),
            Some(b'M' | b'm') => (&value[..value.len() - 1], 1 << 20),
            Some(b'G' | b'g') => (&value[..value.len() - 1], 1 << 30),
            _ => (&*value, 1),
        };
        let number: Option<u64> = digits.parse().ok();
        let bytes = number.and_then(|number| number.checked_mul(unit));
        bytes.ok_or_else(|| no_number(&value, name))
    }
}

fn no_number(value: &str, name: &str) -> String {
    format!("`{value}` will not do as a number for `{name}`")
}

#[cfg(test)]
mod tests {
    use super::{USAGE, parse};

    fn read(arguments: &str) -> Result<String, String> {
        let words = arguments.split_whitespace().map(str::to_owned);
        parse(words).map(|builder| format!("{builder:?}"))
    }

    #[test]
    fn every_argument_of_the_usage_is_known() {
        let lines = USAGE.lines().filter(|line| line.starts_with("  --"));
        for line in lines {
            let (argument, _) = line.trim().split_once("  ").unwrap();
            let (name, value) = argument.split_once(' ').unwrap_or((argument, ""));
            let value = if value.is_empty() { "" } else { "7" };
            let set = read(&format!("{name} {value}")).unwrap();
            assert_ne!(set, read("").unwrap(), "{name} does nothing");
        }
    }

    #[test]
    fn bytes_have_units() {
        for (text, bytes) in [
            ("7", 7),
            ("7k", 7 << 10),
            ("7M", 7 << 20),
            ("2G", 2_u64 << 30),
        ] {
            let set = read(&format!("--cut-every {text}")).unwrap();
            assert!(set.contains(&format!("cut_every: Some({bytes})")), "{set}");
        }
    }

    #[test]
    fn what_will_not_do_is_named() {
        for (arguments, fault) in [
            ("--colour red", "unknown argument `--colour`"),
            ("--polls", "`--polls` needs a value"),
            ("--polls few", "`few` will not do as a number for `--polls`"),
            (
                "--bandwidth M",
                "`M` will not do as a number for `--bandwidth`",
            ),
            (
                "--file-size 99999999999G",
                "`99999999999G` will not do as a number for `--file-size`",
            ),
        ] {
            assert_eq!(read(arguments).unwrap_err(), fault);
        }
        assert_eq!(read("--gzip --help").unwrap(), "None");
    }
}
