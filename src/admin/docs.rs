//! Completions and manual pages, generated from the definition of the command line.

use clap::{Command, CommandFactory};
use clap_complete::aot;
use clap_mangen::Man;

use super::cli::{AdminArgs, Program, Shell};
use super::error::AdminError;
use crate::cli::ServerArgs;
use crate::client;

/// A script for the shell to source.
pub(super) fn completions(shell: Shell, program: Program) -> String {
    let shell = match shell {
        Shell::Bash => aot::Shell::Bash,
        Shell::Zsh => aot::Shell::Zsh,
        Shell::Fish => aot::Shell::Fish,
    };
    let mut script = Vec::new();
    let (mut command, name) = definition(program);
    aot::generate(shell, &mut command, name, &mut script);
    // for a name with a hyphen, the generator for bash writes two spellings of the same label
    let script =
        String::from_utf8_lossy(&script).replace("pystreaming__subcmd__admin__", "pystreaming__admin__");
    script.replace("pystreaming__subcmd__client__", "pystreaming__client__")
}

/// The command line of a program, and the program's name.
fn definition(program: Program) -> (Command, &'static str) {
    match program {
        Program::Admin => (AdminArgs::command(), "pystreaming-admin"),
        Program::Server => (ServerArgs::command(), "pystreaming"),
        Program::Client => (client::command(), "pystreaming-client"),
    }
}

/// A manual page: the program, then every command of every group.
pub(super) fn man(program: Program) -> Result<String, AdminError> {
    let (mut command, _) = definition(program);
    command.build();
    let page = render(&command).map_err(|error| AdminError::Machine { doing: "writing the page", error })?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

fn render(command: &Command) -> std::io::Result<Vec<u8>> {
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let not_help = |command: &&Command| command.get_name() != "help";
    for group in command.get_subcommands().filter(not_help) {
        if group.has_subcommands() {
            for verb in group.get_subcommands().filter(not_help) {
                section(verb, &mut page)?;
            }
        } else {
            section(group, &mut page)?;
        }
    }
    let mut notes = Vec::new();
    man.render_extra_section(&mut notes)?;
    page.extend(String::from_utf8_lossy(&notes).replace(".SH EXTRA", ".SH NOTES").bytes());
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// One command as a section of the page, with headings one level lower than on a page of its own.
fn section(command: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let name = command.get_bin_name().unwrap_or(command.get_name()).trim_start_matches("pystreaming-admin ");
    page.extend(format!(".SH {:?}\n", name.to_uppercase()).bytes());
    // options that every command takes are documented once, above
    let own = command.clone().mut_args(|arg| match arg.get_id().as_str() {
        "config" | "help" => arg.hide(true),
        _ => arg,
    });
    let options = own.get_arguments().any(|arg| !arg.is_hide_set());
    let man = Man::new(own);
    let mut parts = Vec::new();
    man.render_synopsis_section(&mut parts)?;
    man.render_description_section(&mut parts)?;
    if options {
        man.render_options_section(&mut parts)?;
    }
    if command.get_after_help().is_some() {
        man.render_extra_section(&mut parts)?;
    }
    let parts = String::from_utf8_lossy(&parts).replace(".SH EXTRA", ".PP").replace(".SH ", ".SS ");
    page.extend(parts.bytes());
    Ok(())
}
