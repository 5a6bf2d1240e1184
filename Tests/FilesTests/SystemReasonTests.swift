import FoundationEssentials
import Glibc
import Testing

@testable import Files

@Suite struct SystemReasonTests {
    private func reason(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return SystemReason.text(error)
        }
    }

    @Test func aRefusalOfTheSystemsIsInItsWords() {
        let file = URL(filePath: "/nowhere/file")
        #expect(reason { _ = try Data(contentsOf: file) } == "No such file or directory")
        #expect(reason { try Data().write(to: file, options: .atomic) } == "No such file or directory")
        #expect(reason { try Data().write(to: URL(filePath: "/dev/null/x")) } == "Not a directory")
        #expect(reason { throw CocoaError.errorWithFilePath("/x", EACCES) } == "Permission denied")
    }

    @Test func anotherErrorIsItsOwnReason() {
        #expect(reason { throw FileRefusal.notRegular } == "it is no regular file")
        #expect(reason { throw CocoaError(.fileReadUnknown) } == "error 256")
    }
}

extension CocoaError {
    /// As FoundationEssentials makes one of `errno`.
    fileprivate static func errorWithFilePath(_ path: String, _ number: Int32) -> CocoaError {
        let reason = POSIXErrorCode(rawValue: number).map { POSIXError($0) }
        return CocoaError(.fileReadNoPermission, userInfo: ["NSUnderlyingError": reason as Any, "NSFilePath": path])
    }
}
