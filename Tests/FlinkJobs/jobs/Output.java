package dev.drey.jobs;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Prints records as they are: {@code DataStream.print()} puts the subtask's number before each. */
final class Output {
    private Output() {}

    static void print(DataStream<String> lines) {
        lines.map(new Print()).name("print").sinkTo(new DiscardingSink<>());
    }

    private static final class Print implements MapFunction<String, String> {
        @Override
        public String map(String line) {
            System.out.println(line);
            return line;
        }
    }
}
