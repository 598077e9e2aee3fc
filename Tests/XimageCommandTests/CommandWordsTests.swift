import Testing

@testable import ximage

@Suite struct CommandWordsTests {
    @Test(
        "Advice repeats the command line for a shell, without values of variables",
        arguments: [
            (["server:web", "--vault", "main"], " server:web --vault main"),
            (
                ["server:web[\"blue\"]", "--reason", "it's late"],
                " 'server:web[\"blue\"]' --reason 'it'\\''s late'"
            ),
            (["--var", "password=x", "--var=token=y"], " --var password=... --var=token=..."),
            (["--as", ""], " --as ''"),
        ])
    func given(_ arguments: [String], _ expected: String) {
        #expect(CommandWords.text(of: arguments) == expected)
    }
}
