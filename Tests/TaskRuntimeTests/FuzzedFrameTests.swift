import DreyModel
import Foundation
import Testing

@testable import TaskRuntime

/// What the fuzzer of frames starts from, and changes of it.
@Suite struct FuzzedFrameTests {
  private func inputs() throws -> [(name: String, bytes: [UInt8])] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fuzz/Corpus/FuzzFrames")
    return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).map {
      ($0.lastPathComponent, [UInt8](try Data(contentsOf: $0)))
    }
  }

  @Test func nothingTrapsOrIsTakenForSomethingElse() throws {
    let inputs = try inputs()
    #expect(inputs.count >= 9)
    for (name, bytes) in inputs {
      #expect(bytes.withUnsafeBytes { FuzzedFrames.run($0) } == nil, "\(name)")
      for index in bytes.indices {
        for changed in [bytes[index] &+ 1, bytes[index] ^ 0x80, 0, 0xFF] {
          var other = bytes
          other[index] = changed
          #expect(other.withUnsafeBytes { FuzzedFrames.run($0) } == nil, "\(name), \(changed) at \(index)")
        }
      }
    }
  }

  @Test func committedInputsAreWhatTheyAreCalled() throws {
    let inputs = Dictionary(uniqueKeysWithValues: try inputs().map { ($0.name, $0.bytes) })
    let handshake = DataHandshake(try #require(inputs["handshake"]), token: FuzzedFrames.token)
    #expect(handshake == DataHandshake(edge: 0, upstream: 1, downstream: 2, token: FuzzedFrames.token))
    let watermark = try #require(inputs["watermark"]).withUnsafeBytes { Signal($0) }
    #expect(watermark == .watermark(-1))
    guard case .barrier(let barrier) = try #require(inputs["barrier"]).withUnsafeBytes({ Signal($0) }) else {
      Issue.record("no barrier")
      return
    }
    #expect(barrier.trigger.id == 7 && barrier.trigger.folder == "/tmp")
    let noText = try #require(inputs["barrier-folder-is-no-text"])
    #expect(noText.withUnsafeBytes { Signal($0) } == nil)
    let header = try #require(inputs["timed-records"]).withUnsafeBytes { FrameHeader($0) }
    #expect(header == FrameHeader(byteCount: 21, .records(1, isTimed: true)))
  }
}
