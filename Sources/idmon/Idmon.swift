import ArgumentParser
@main struct Idmon: ParsableCommand {}
