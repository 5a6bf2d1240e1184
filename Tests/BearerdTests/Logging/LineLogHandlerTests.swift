import JOSE
import Logging
import Testing

@testable import bearerd

@Suite struct LineLogHandlerTests {
    private let lines = LogLines()

    private func logger(_ level: Logger.Level = .info, _ format: LogFormat = .json) -> Logger {
        lines.logger(level, format)
    }

    @Test func aLineIsAnObjectWithTimeLevelAndMessageFirst() {
        logger().info(
            "request refused",
            metadata: ["status": .stringConvertible(401), "path": "/x", "error_code": "e"]
        )
        #expect(
            lines.all == [
                #"{"time":"2023-11-14T22:13:20.250Z","level":"info","message":"request refused","error_code":"e","#
                    + #""path":"/x","status":401}"# + "\n"
            ]
        )
    }

    @Test func theFormatMayBeText() {
        logger(.info, .text).warning("a \"b\"", metadata: ["k": "v\n"])
        #expect(
            lines.all == [
                #"time="2023-11-14T22:13:20.250Z" level="warning" message="a \"b\"" k="v\u000a""# + "\n"
            ]
        )
    }

    @Test func metadataOfTheEventWinsOverThatOfTheLogger() throws {
        var logger = logger()
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "b"] = "logger"
        #expect(logger[metadataKey: "a"] == "logger")
        logger.info("m", metadata: ["a": "event"])
        let line = try JSONObject(parsing: Array(try #require(lines.all.first).utf8))
        #expect(line["a"] == "event")
        #expect(line["b"] == "logger")
    }

    @Test(arguments: Logger.Level.allCases) func onlyTheLevelAndWhatIsGraverIsWritten(level: Logger.Level) {
        let logger = logger(level)
        for other in Logger.Level.allCases { logger.log(level: other, "m") }
        #expect(lines.all.count == Logger.Level.allCases.count { $0 >= level })
    }

    @Test func whatAClientWroteStaysOnOneLine() throws {
        logger().info("m", metadata: ["path": "/\r\n{\"level\":\"error\"}\u{2028}\u{1F600}"])
        let line = try #require(lines.all.first)
        #expect(line.filter(\.isNewline).count == 1)
        #expect(line.utf8.allSatisfy { $0 < 0x7F })
        #expect(try JSONObject(parsing: Array(line.utf8))["path"] == "/\r\n{\"level\":\"error\"}\u{2028}\u{1F600}")
    }
}
