import Glibc
import Text

/// A program that serves, to be marked `@main`. What keeps it from starting is one line on standard error:
///
/// ```
/// orders: issuer example.com: expected an https URL …
/// ```
///
/// A `main` of one's own that throws would trap instead, and leave the line among a hundred of a crash.
public protocol FastCGIProgram {
    /// The program, before it has done anything.
    init()

    /// Serves.
    ///
    /// - Throws: What keeps it from starting, or from going on.
    func run() async throws
}

extension FastCGIProgram {
    // `@main` looks for a function that runs wherever it likes.
    /// Runs the program; its exit status is 0, or 1 after an error.
    @concurrent
    public static func main() async {
        var status = EXIT_SUCCESS
        do { try await Self().run() } catch {
            say("\(error)")
            status = EXIT_FAILURE
        }
        // What has been printed goes out, and nothing is torn down under threads that go on, such as those that fetch keys.
        fflush(nil)
        _exit(status)
    }

    private static func say(_ text: String) {
        let program = CommandLine.arguments.first?.split(separator: "/").last ?? "program"
        _ = StandardErrorStream.write(Array("\(program): \(VisibleText.escaped(text))\n".utf8)[...])
    }
}
