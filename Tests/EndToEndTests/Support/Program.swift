import Glibc
import Subprocess

/// What is started, with which words and in which surroundings. Nothing of the tests' own environment reaches it.
struct Program: Sendable {
    var command: [String]
    var environment: [String: String] = [:]
    var folder = "/tmp"

    /// The words for env(1), which gives way to the command: the process identifier stays.
    private var words: [String] {
        var variables = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
        variables.merge(environment) { $1 }
        return ["-i", "-C", folder] + variables.map { "\($0.key)=\($0.value)" } + command
    }

    /// Runs it to its end.
    func run() async throws -> ProgramResult {
        let limit = 1 << 20
        let result = try await Subprocess.run(
            .name("env"),
            arguments: Arguments(words),
            output: .string(limit: limit),
            error: .string(limit: limit)
        )
        return ProgramResult(
            ending: Ending(result.terminationStatus),
            output: result.standardOutput,
            error: result.standardError
        )
    }

    /// Runs it beside `body`, and is back when it has ended: by SIGTERM after `body`, unless it `endsByItself`.
    ///
    /// Both its outputs are appended to the file `log`. When `body` throws, or its test is cancelled, it is ended as well.
    @discardableResult
    func running<Result: Sendable>(
        log: String,
        endsByItself: Bool = false,
        _ body: (RunningProgram) async throws -> Result
    ) async throws -> (result: Result, ending: Ending) {
        let script = #"log=$1; shift; exec env "$@" >>"$log" 2>&1 </dev/null"#
        let teardown: [TeardownStep] = [.gracefulShutDown(allowedDurationToNextStep: .seconds(30))]
        var options = PlatformOptions()
        options.teardownSequence = teardown
        let outcome = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(["-c", script, "sh", log] + words),
            platformOptions: options,
            input: .none,
            output: .discarded,
            error: .discarded
        ) { execution in
            let result = try await body(RunningProgram(processIdentifier: execution.processIdentifier.value))
            if !endsByItself { await execution.teardown(using: teardown) }
            return result
        }
        return (outcome.closureResult, Ending(outcome.terminationStatus))
    }
}

/// How a program ended, and what it said.
struct ProgramResult: Sendable {
    let ending: Ending
    let output: String
    let error: String

    var succeeded: Bool { ending == .exited(0) }
}

/// The end of a program.
enum Ending: Sendable, Equatable {
    case exited(Int32)
    case signaled(Int32)

    fileprivate init(_ status: TerminationStatus) {
        switch status {
        case .exited(let code): self = .exited(code)
        case .signaled(let signal): self = .signaled(signal)
        }
    }
}

/// A program that has not ended yet.
struct RunningProgram: Sendable {
    let processIdentifier: pid_t

    func send(_ signal: Int32) {
        kill(processIdentifier, signal)
    }
}
