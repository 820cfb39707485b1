/// Called by libFuzzer with bytes of its choice.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  if let problem = FuzzedRecords.run(FuzzedRecords.codable, UnsafeRawBufferPointer(start: start, count: count)) {
    fatalError(problem)
  }
  return 0
}
