//! How far a cluster reaches: a model of what its nodes, links and services carry for many viewers, for today's design and for others.
//!
//! `cargo bench --bench scale [-- NAME=VALUE...]` prints the tables of docs/scale.md; `-- inputs` what the model is told. Nothing is
//! measured here: what things cost was measured before.

use std::error::Error;

mod scale {
    pub mod bursts;
    pub mod design;
    pub mod inputs;
    pub mod limits;
    pub mod links;
    pub mod site;
    pub mod steady;
    pub mod tables;
    pub mod takeover;
}

use scale::inputs::Inputs;
use scale::tables;

fn main() -> Result<(), Box<dyn Error>> {
    let mut inputs = Inputs::default();
    // cargo adds an option
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    for setting in words.iter().filter(|word| *word != "inputs") {
        inputs.set(setting)?;
    }
    if words.iter().any(|word| word == "inputs") {
        print!("{}", tables::inputs(&mut inputs));
        return Ok(());
    }
    for table in tables::all(&inputs) {
        println!("{table}");
    }
    Ok(())
}
