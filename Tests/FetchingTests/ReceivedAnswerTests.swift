import Testing

@testable import Fetching

@Suite struct ReceivedAnswerTests {
    @Test func bodyIsTakenUpToItsLimit() {
        let answer = ReceivedAnswer(maxBodyBytes: 4)
        #expect(answer.append(body: [1, 2]))
        #expect(answer.append(body: [3, 4]))
        #expect(!answer.append(body: [5]))
        #expect(answer.body == [1, 2, 3, 4])
        #expect(answer.bodyIsTooLarge)
    }

    @Test func headersAreTakenUpToTheirLimit() {
        let answer = ReceivedAnswer(maxBodyBytes: 4)
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: ReceivedAnswer.maxHeaderBytes / 2)
        #expect(answer.append(headerLine: line))
        #expect(answer.append(headerLine: line))
        #expect(!answer.append(headerLine: [UInt8(ascii: "x")]))
        #expect(answer.headersAreTooLarge)
    }

    @Test func linesOfOneFieldAreOneList() {
        let answer = ReceivedAnswer(maxBodyBytes: 4)
        for line in [
            "HTTP/1.1 200 OK\r\n", "Cache-Control: public\r\n", "x: y\r\n", "CACHE-CONTROL:max-age=5\r\n", "\r\n",
        ] {
            #expect(answer.append(headerLine: Array(line.utf8)))
        }
        #expect(answer.cacheControl == " public,max-age=5")
    }
}
