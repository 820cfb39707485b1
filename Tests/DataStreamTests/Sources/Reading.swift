import CZlib
import DreyModel
import Glibc
import StreamRecords
import TaskRuntime
import Testing

@testable import DataStream

/// Reads a source without a job: all that one subtask after the other would emit.
struct Reading<Source: StreamSource> {
  let source: Source

  /// The records of each subtask.
  func all(parallelism: Int) throws -> [[Source.Record]] {
    try source.splits(parallelism: parallelism).map { splits in try splits.flatMap { try records(of: $0) } }
  }

  func records(of split: Source.Split) throws -> [Source.Record] {
    var reader = try source.reader(for: split)
    let emission = Emission<Source.Record>()
    while try emission.chunk(of: &reader) != .endOfInput {}
    return emission.records
  }

  /// Begins again at every position there is, with a reader of what the reader before had left, as it comes back from its
  /// bytes.
  func recordsBeginningAgain(of split: Source.Split) throws -> (records: [Source.Record], readers: Int) {
    let emission = Emission<Source.Record>()
    var rest: Source.Split? = split
    var readers = 0
    while let split = rest {
      var reader = try source.reader(for: try copy(of: split))
      // A chunk may be too small for one record.
      let before = try bytes(of: split)
      while try emission.chunk(of: &reader) != .endOfInput, let rest = reader.rest, try bytes(of: rest) == before {}
      rest = reader.rest
      readers += 1
    }
    return (emission.records, readers)
  }

  private func bytes(of split: Source.Split) throws -> [UInt8] {
    var writer = ByteWriter()
    try Source.Split.put(split, into: &writer)
    return writer.withBytes { Array($0) }
  }

  private func copy(of split: Source.Split) throws -> Source.Split {
    try bytes(of: split).withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      let copy = try Source.Split.get(from: &reader)
      #expect(!reader.failed && reader.remaining == 0)
      return copy
    }
  }
}

/// What readers emitted.
final class Emission<Record: StreamCodable> {
  private(set) var records: [Record] = []
  private var cell: EmitterCell<Record>?

  init() {
    cell = EmitterCell(
      Output(batch: { [unowned self] batch in batch.consumeEach { self.records.append($0) } }, signal: { _ in }))
  }

  func chunk<Reader: SplitReader>(of reader: inout Reader) throws -> ReadStatus where Reader.Record == Record {
    let emitter = try #require(cell).emitter
    let status = try reader.emitChunk(to: &emitter.pointee)
    try emitter.pointee.endBatch()
    return status
  }
}

/// Random numbers that a failing test can be repeated with.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64
  let seed: UInt64

  init(seed: UInt64 = .random(in: 0 ... .max)) {
    self.seed = seed
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return StableHash.of(state)
  }
}

extension TemporaryFolder {
  /// Writes a gzip file of one member per text.
  @discardableResult func writeCompressed(_ members: [String], to name: String) throws -> String {
    let file = "\(path)/\(name)"
    for (index, member) in members.enumerated() {
      let stream = try #require(gzopen(file, index == 0 ? "wb" : "ab"))
      var text = member
      let written = text.withUTF8 { gzwrite(stream, $0.baseAddress, UInt32($0.count)) }
      #expect(Int(written) == member.utf8.count)
      gzclose(stream)
    }
    return file
  }

  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = try #require(fopen("\(path)/\(name)", "w"))
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    return "\(path)/\(name)"
  }

  func makeFolder(_ name: String) { mkdir("\(path)/\(name)", 0o755) }
}

/// What a job or a reader failed with.
func failure(_ body: () async throws -> Void) async -> Failure? {
  do {
    try await body()
    return nil
  } catch { return error as? Failure }
}
