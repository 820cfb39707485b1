package dev.drey.jobs;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/** Counts the words of a text: {@code --input FILE}, or of generated lines: {@code --lines N}. */
public final class WordCount {
    public static void main(String[] words) throws Exception {
        Arguments arguments = new Arguments(words);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setRuntimeMode(RuntimeExecutionMode.BATCH);
        DataStream<String> counts = text(env, arguments)
            .flatMap(WordCount::split).returns(Types.TUPLE(Types.STRING, Types.LONG)).name("split")
            .keyBy(pair -> pair.f0, Types.STRING)
            .sum(1)
            .map(pair -> pair.f0 + " " + pair.f1);
        Output.print(counts);
        env.execute("WordCount");
    }

    private static DataStream<String> text(StreamExecutionEnvironment env, Arguments arguments) {
        String input = arguments.get("input", null);
        if (input == null) {
            long lines = arguments.get("lines", 0);
            if (lines < 1) throw new IllegalArgumentException("--input FILE or --lines N is missing");
            return env.fromSequence(0, lines - 1).map(Lines::line).name("lines");
        }
        FileSource<String> source = FileSource.forRecordStreamFormat(new TextLineInputFormat(), new Path(input)).build();
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "text");
    }

    private static void split(String line, Collector<Tuple2<String, Long>> out) {
        for (String word : line.split(" ")) {
            if (!word.isEmpty()) out.collect(new Tuple2<>(word, 1L));
        }
    }
}
