package import FoundationEssentials

extension Dictionary where Key == FileAttributeKey, Value == Any {
    /// The size, the permissions or another number of a file; `nil` if there is none.
    ///
    /// It is an integer of some width where there is only FoundationEssentials, and an `NSNumber` where a process has
    /// all of Foundation, as one that runs tests has: a cast to one type works in one of the two.
    package func integer(_ key: FileAttributeKey) -> UInt64? {
        if let number = self[key] as? any BinaryInteger { return UInt64(exactly: number) }
        return self[key] as? UInt64
    }
}
