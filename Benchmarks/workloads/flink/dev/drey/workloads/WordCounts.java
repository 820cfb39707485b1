package dev.drey.workloads;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/** The words of generated lines, counted. */
final class WordCounts {
    private static final TypeInformation<Tuple2<String, Long>> COUNT = Types.TUPLE(Types.STRING, Types.LONG);

    private WordCounts() {}

    /** wc: every new count goes on to the sink. */
    static void updates(StreamExecutionEnvironment env, long lines) {
        Tally.of(words(env, lines).sum(1), count -> count.f1);
    }

    /** wcfinal: the last count of each word does, at the end of the input. */
    static void last(StreamExecutionEnvironment env, long lines) {
        Tally.of(
            words(env, lines).process(new LastSum<>()).returns(COUNT),
            count -> Mixing.fnv(count.f0) * count.f1);
    }

    private static KeyedStream<Tuple2<String, Long>, String> words(StreamExecutionEnvironment env, long lines) {
        return Indexed.source(env, "lines", lines, Types.STRING, WatermarkStrategy.noWatermarks(), Lines::line)
            .flatMap(WordCounts::split).returns(COUNT).name("split")
            .keyBy(pair -> pair.f0, Types.STRING);
    }

    private static void split(String line, Collector<Tuple2<String, Long>> out) {
        int start = 0;
        for (int end = line.indexOf(' '); end >= 0; end = line.indexOf(' ', start)) {
            if (end > start) out.collect(new Tuple2<>(line.substring(start, end), 1L));
            start = end + 1;
        }
        if (start < line.length()) out.collect(new Tuple2<>(line.substring(start), 1L));
    }
}
