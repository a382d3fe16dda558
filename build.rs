//! A new migration or a new language changes no source file: without these lines the binary would go on without it.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    // debug builds read texts from disk
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=locales");
    }
}
