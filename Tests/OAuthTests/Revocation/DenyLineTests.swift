import JOSE
import Testing

@testable import OAuth

@Suite struct DenyLineTests {
    private func mistake(_ text: String) -> String? {
        do throws(DenyLine.Mistake) {
            _ = try DenyLine(parsing: Array(text.utf8))
            return nil
        } catch {
            return error.reason
        }
    }

    @Test(arguments: [
        #"{"iss":"https://a/","sub":"alice"}"#, #"{"iss":"https://a/","jti":"1","until":1700000000}"#,
        #"{"iss":"https://a/","sid":"s","issued_before":1700000000.5,"at":1700000000123}"#,
        #"{"iss":"https://a/","issued_before":1700000000}"#, #"{"iss":"https://a/","kid":"k","at":7,"allow":true}"#,
        #"{"iss":"https://a/","client_id":"é\n\"","until":1}"#,
    ])
    func aLineIsWrittenAsItWasRead(text: String) throws {
        let line = try DenyLine(parsing: Array(text.utf8))
        #expect(try DenyLine(parsing: line.bytes) == line)
        #expect(try JSONObject(parsing: line.bytes) == JSONObject(parsing: Array(text.utf8)))
    }

    @Test(arguments: [
        ("", "not a JSON object"), ("[]", "not a JSON object"), (#"{"iss":"a"}"#, "goes with issued_before"),
        (#"{"sub":"a"}"#, "no iss"), (#"{"iss":1,"sub":"a"}"#, "no iss"),
        (#"{"iss":"a","sub":1}"#, "sub is not a string"),
        (#"{"iss":"a","sub":""}"#, "is empty or longer"), (#"{"iss":"","sub":"a"}"#, "is empty or longer"),
        (#"{"iss":"a","sub":"b","jti":"c"}"#, "more than one of"), (#"{"iss":"a","sub":"b","unti":1}"#, "not known"),
        (#"{"iss":"a","sub":"b","until":"1"}"#, "until is not a time"),
        (#"{"iss":"a","sub":"b","issued_before":-1}"#, "issued_before is not a time"),
        (#"{"iss":"a","sub":"b","at":1.5}"#, "at is not"), (#"{"iss":"a","sub":"b","at":-1}"#, "at is not"),
        (#"{"iss":"a","sub":"b","allow":1}"#, "allow is neither"),
        (#"{"iss":"a","sub":"b","sub":"c"}"#, "not a JSON object"),
        (#"{"iss":"a","sub":"b"} {"#, "not a JSON object"),
    ])
    func whatIsNoLineIsRefusedWithItsReason(text: String, reason: String) {
        #expect(mistake(text)?.contains(reason) == true, "\(mistake(text) ?? "taken")")
    }

    @Test func aLineOfAMegabyteIsNotRead() {
        let value = String(repeating: "a", count: 1_048_576)
        #expect(mistake(#"{"iss":"a","sub":"\#(value)"}"#) == "longer than \(DenyLine.longest) bytes")
        #expect(mistake(#"{"iss":"a","sub":"\#(value.prefix(4_097))"}"#)?.contains("longer than 4096") == true)
        #expect(mistake(#"{"iss":"a","sub":"\#(value.prefix(4_096))"}"#) == nil)
    }

    @Test func whatIsWrittenLaterCountsWhateverTheClockSays() throws {
        let line = DenyLine(try #require(DenyEntry(.subject, "alice", of: "a")))
        #expect(line.written(at: 9, after: nil).at == 9)
        #expect(line.written(at: 9, after: 5).at == 9)
        #expect(line.written(at: 5, after: 9).at == 10)
    }

    @Test func whatTakesALineBackIsLater() throws {
        let entry = try #require(DenyEntry(.subject, "alice", of: "a"))
        #expect(DenyLine(entry, at: 5).takenBack(at: 9) == DenyLine(entry, at: 9, isAllowed: true))
        #expect(DenyLine(entry, at: 9).takenBack(at: 5) == DenyLine(entry, at: 10, isAllowed: true))
    }
}
