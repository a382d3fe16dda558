//! A new migration changes no source file: without this line the binary would go on without it.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
