/// Undoes one way of packing, with a library.
protocol Decompressor: AnyObject {
  /// Unpacks as much of `input` as there is room for in `output`.
  ///
  /// It is called again with the rest of the input, and with none if something may be left to hand out.
  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(UnpackingError) -> UnpackingStep

  /// Gets ready for a further member.
  func beginMember() throws(UnpackingError)
}

/// How far a call of a ``Decompressor`` came.
struct UnpackingStep {
  var consumed: Int
  var produced: Int
  /// Whether a member has ended, so that the file may end here.
  var isMemberEnd = false
}

/// Packed bytes cannot be unpacked.
enum UnpackingError: Error {
  /// They are not what they should be.
  case damaged(String)
  /// Unpacking them takes more memory than there is, or than they may take.
  case memory(String)
}
