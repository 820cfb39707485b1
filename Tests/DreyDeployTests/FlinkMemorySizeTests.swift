import DreyModel
import Testing

@testable import DreyDeploy

@Suite struct FlinkMemorySizeTests {
  @Test(arguments: [
    ("0", 0), ("1", 1), ("12 b", 12), (" 3 bytes ", 3), ("1k", 1024), ("1 KB", 1024), ("2kibibytes", 2048),
    ("512m", 512 << 20), ("1 MebiBytes", 1 << 20), ("2g", 2 << 30), ("1gb", 1 << 30), ("1t", 1 << 40),
    ("9223372036854775807", .max), ("8388607t", 8_388_607 << 40), ("007m", 7 << 20),
  ])
  func reads(text: String, bytes: Int) throws { #expect(try FlinkMemorySize.bytes(text) == bytes) }

  @Test(arguments: [
    "", " ", "m", "-1m", "+1m", "1.5g", "1 0m", "10 q", "1e3", "0x10", "9223372036854775808", "8388608t", "1,5g",
  ])
  func refuses(text: String) { #expect(throws: FlinkMemorySize.Invalid.self) { try FlinkMemorySize.bytes(text) } }

  @Test func writesExactly() {
    #expect(FlinkMemorySize.text(512 << 20) == "512 MiB")
    #expect(FlinkMemorySize.text(3 << 10) == "3 KiB")
    #expect(FlinkMemorySize.text(536_870_902) == "536870902 bytes")
    #expect(FlinkMemorySize.text(0) == "0 bytes")
  }

  @Test(arguments: [
    (1.0, "1.0"), (0.5, "0.5"), (0, "0.0"), (-0.0, "0.0"), (0.001, "0.001"), (0.0001, "1.0E-4"), (1e-9, "0.0"),
    (1.23456789123, "1.23456789"), (1_234_567.5, "1234567.5"), (1e7, "1.0E7"), (12_345_678.9, "1.23456789E7"),
    (1e300, "1.0E300"), (100, "100.0"),
  ])
  func numbersAreWrittenAsJavaWritesThem(value: Double, text: String) { #expect(JavaNumber.text(value) == text) }

  @Test(arguments: [
    ("0.5", 0.5), ("0.5f", 0.5), (".5", 0.5), ("5.", 5), (" 1e-1d ", 0.1), ("0x1p-2", 0.25), ("+1", 1),
  ])
  func numbersAreReadAsJavaReadsThem(text: String, value: Double) { #expect(JavaNumber.double(text) == value) }

  @Test(arguments: ["", "abc", "0,5", "0x1", "inf", "nan", "1 2", "f", "1ff"])
  func whatIsNoNumber(text: String) { #expect(JavaNumber.double(text) == nil) }

  @Test func productsAreExactAndBounded() {
    #expect(JavaNumber.product(1_342_177_280, Double(Float(0.4))) == 536_870_920)
    #expect(JavaNumber.product(.max, 1) == .max)
    #expect(JavaNumber.product(.max, 1.5) == nil)
    #expect(JavaNumber.product(.max, 1e300) == nil)
    #expect(JavaNumber.product(1 << 40, 1e-46) == 0)
  }
}
