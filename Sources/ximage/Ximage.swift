import ArgumentParser
@main struct Ximage: ParsableCommand { }
