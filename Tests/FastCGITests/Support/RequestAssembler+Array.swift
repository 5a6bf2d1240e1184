@testable import FastCGI

extension RequestAssembler {
    mutating func consume(copying bytes: some Collection<UInt8>) -> Progress {
        let array = Array(bytes)
        return consume(unsafe array.span.bytes)
    }
}
