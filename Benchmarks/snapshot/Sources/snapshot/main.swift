import DataStream

// snapshot [KEYS] [FOLDER]: takes a snapshot of KEYS keys of 40 bytes each while records keep coming, and restores it; then
// another one, and what has changed when 1 % of the keys have been used.
let keys = max(1, CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 25_000_000)
let folder = CommandLine.arguments.dropFirst(2).first ?? "."

/// Runs an attempt, and one that begins from its snapshot.
func measure(isIncremental: Bool) throws {
  let attempt = Attempt(keys: keys, folder: folder, isIncremental: isIncremental)
  try attempt.run()
  guard let snapshot = attempt.snapshot, let file = snapshot.file else { return }
  let rates = attempt.recordsPerSecond
  print("\(attempt.entries) keys, \(file.byteCount / 1_000_000) MB, written in \(snapshot.asyncDuration) ms")
  if let earlier = snapshot.earlier?.first {
    print(
      "it builds on \(earlier.byteCount / 1_000_000) MB; \(rates.noted) records/s while changes were noted afterwards")
  }
  print("records/s: \(rates.alone) without, \(rates.meanwhile) while it was written")
  print("longest stall, fencing and writing: \(snapshot.longestStall) µs")
  print("longest batch of \(BatchClock.size) records, all included: \(attempt.longestBatch) µs")
  let next = Attempt(keys: keys, folder: folder)
  try next.run(from: OperatorSnapshot.Part(file: file, earlier: snapshot.earlier))
  let (wall, cpu) = (next.restoring.wall, next.restoring.cpu)
  let bytes = snapshot.files.reduce(0) { $0 + $1.byteCount }
  print("restored \(next.entries) keys in \(wall / 1000) ms, of which the processor worked \(cpu / 1000) ms")
  print("that is \(bytes / max(1, wall)) MB/s, and \(bytes / max(1, cpu)) MB per second of processor time")
}

try measure(isIncremental: false)
print("\nincremental:")
try measure(isIncremental: true)
