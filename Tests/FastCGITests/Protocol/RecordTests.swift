import Testing

@testable import FastCGI

@Suite("Record")
struct RecordTests {
    @Test("a header is eight bytes, numbers high byte first")
    func header() {
        let header = RecordHeader(type: 6, requestID: 0x0102, contentLength: 0x0304, paddingLength: 5)
        #expect(header.bytes == [1, 6, 1, 2, 3, 4, 5, 0])
    }

    @Test("an unknown role ends the request with FCGI_UNKNOWN_ROLE")
    func unknownRole() {
        #expect(Record.unknownRole(requestID: 7) == [1, 3, 0, 7, 0, 8, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0])
    }

    @Test("an unknown type is named in the answer")
    func unknownType() {
        #expect(Record.unknownType(99) == [1, 11, 0, 0, 0, 8, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test("the answer to FCGI_GET_VALUES says that connections are not multiplexed")
    func values() {
        #expect(Record.values == FastCGIRequest.record(10, 0, FastCGIRequest.pair("FCGI_MPXS_CONNS", "0")))
    }

    @Test(
        "a request made anew is read as it was",
        arguments: [[], [1, 1, 65, 66], [UInt8](repeating: 0, count: 65_534), [UInt8](repeating: 0, count: 65_536)]
    )
    func request(parameters: [UInt8]) {
        let bytes = Record.request(id: 300, role: 1, parameters: parameters)
        var assembler = RequestAssembler(maxBodyBytes: 0)
        #expect(assembler.consume(copying: bytes) == .complete)
        #expect(assembler.parameters == parameters)
        #expect(assembler.requestID == 300)
        #expect(assembler.keepsConnection)
    }
}
