//! Values of options: read from standard input if asked to, and checked.

use std::io::{BufRead, Read};

use super::error::AdminError;

/// Most bytes read from standard input: more than any secret has, so that a wrong pipe does not fill the memory.
const INPUT_MAX: u64 = 64 * 1024;

/// The value as given or, for `-`, the first line of standard input, which keeps a secret out of the process list.
pub(super) fn secret(option: &'static str, given: String) -> Result<String, AdminError> {
    if given != "-" {
        return Ok(given);
    }
    let mut line = String::new();
    let read = std::io::stdin().lock().take(INPUT_MAX).read_line(&mut line);
    match read {
        Ok(0) => {
            Err("is - but standard input is empty; write the value to it, as in `… - < file`".to_owned())
        }
        Ok(_) => Ok(line.trim_end_matches(['\n', '\r']).to_owned()),
        Err(error) => Err(format!("cannot be read from standard input: {error}")),
    }
    .map_err(|why| AdminError::Option { option, why })
}

/// The text as given or, for `-`, all of standard input.
pub(super) fn text(option: &'static str, given: String) -> Result<String, AdminError> {
    if given != "-" {
        return Ok(given);
    }
    let mut text = String::new();
    match std::io::stdin().lock().take(INPUT_MAX).read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => {
            Err(AdminError::Option { option, why: format!("cannot be read from standard input: {error}") })
        }
    }
}

/// Applies a rule of [`crate::rules`] to an option.
pub(super) fn checked(
    option: &'static str,
    given: &str,
    rule: fn(&str) -> Result<&str, String>,
) -> Result<String, AdminError> {
    rule(given).map(str::to_owned).map_err(|why| AdminError::Option { option, why })
}
