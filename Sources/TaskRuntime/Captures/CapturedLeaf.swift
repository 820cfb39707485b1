import FoundationEssentials

/// A type whose values are compared by what they mean, not by what they are made of.
protocol CapturedLeaf {
  /// Adds the value at an address.
  static func capture(at address: UnsafeRawPointer, into walk: inout CaptureWalk)
}

/// A type whose values tell nothing of a function: they are there only to build a job.
public protocol UncapturedType {}

/// A value that is compared as text.
protocol CapturedText: CapturedLeaf {
  var capturedText: String { get }
}

extension CapturedText {
  static func capture(at address: UnsafeRawPointer, into walk: inout CaptureWalk) {
    walk.addLeaf("\(Self.self)", address.assumingMemoryBound(to: Self.self).pointee.capturedText)
  }
}

extension CapturedText where Self: CustomStringConvertible {
  var capturedText: String { description }
}

extension Int: CapturedText {}
extension Int8: CapturedText {}
extension Int16: CapturedText {}
extension Int32: CapturedText {}
extension Int64: CapturedText {}
extension UInt: CapturedText {}
extension UInt8: CapturedText {}
extension UInt16: CapturedText {}
extension UInt32: CapturedText {}
extension UInt64: CapturedText {}
extension Double: CapturedText {}
extension Float: CapturedText {}
extension Bool: CapturedText {}
extension String: CapturedText {}
extension Substring: CapturedText {}
extension Character: CapturedText {}
extension StaticString: CapturedText {}
extension Duration: CapturedText {}
extension UUID: CapturedText { var capturedText: String { uuidString } }
extension Date: CapturedText {
  /// To the last bit: the text of a date leaves out what is less than a second.
  var capturedText: String { "\(timeIntervalSince1970)" }
}
extension URL: CapturedText { var capturedText: String { absoluteString } }
extension Locale: CapturedText { var capturedText: String { identifier } }
extension TimeZone: CapturedText { var capturedText: String { identifier } }

extension Data: CapturedLeaf {
  static func capture(at address: UnsafeRawPointer, into walk: inout CaptureWalk) {
    address.assumingMemoryBound(to: Self.self).pointee.withUnsafeBytes { walk.addBytes("Data", $0) }
  }
}

extension Array: CapturedLeaf {
  static func capture(at address: UnsafeRawPointer, into walk: inout CaptureWalk) {
    address.assumingMemoryBound(to: Self.self).pointee.withUnsafeBufferPointer { elements in
      if Element.self == UInt8.self { return walk.addBytes("bytes", UnsafeRawBufferPointer(elements)) }
      walk.addElements(elements)
    }
  }
}

extension ContiguousArray: CapturedLeaf {
  static func capture(at address: UnsafeRawPointer, into walk: inout CaptureWalk) {
    address.assumingMemoryBound(to: Self.self).pointee.withUnsafeBufferPointer { walk.addElements($0) }
  }
}

extension ArraySlice: CapturedLeaf {
  static func capture(at address: UnsafeRawPointer, into walk: inout CaptureWalk) {
    address.assumingMemoryBound(to: Self.self).pointee.withUnsafeBufferPointer { walk.addElements($0) }
  }
}

extension Dictionary: CapturedLeaf {
  static func capture(at address: UnsafeRawPointer, into walk: inout CaptureWalk) {
    walk.addUnordered(address.assumingMemoryBound(to: Self.self).pointee)
  }
}

extension Set: CapturedLeaf {
  static func capture(at address: UnsafeRawPointer, into walk: inout CaptureWalk) {
    walk.addUnordered(address.assumingMemoryBound(to: Self.self).pointee)
  }
}

extension ContinuousClock.Instant: CapturedText { var capturedText: String { "\(self)" } }
extension SuspendingClock.Instant: CapturedText { var capturedText: String { "\(self)" } }
