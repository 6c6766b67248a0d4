//! Builds after builds: whatever the way there, the end is what a clean build makes.

mod at_once;
mod edits;
mod exactness;
mod faults;
mod in_place;
mod killed;
mod life;
mod power;
mod same;
mod series;
