package dev.entrepot.proxy.edge;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} said at one moment. */
final class Scrape {

    private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)(\\{.*})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    private final Map<String, Double> samples = new LinkedHashMap<>();

    Scrape(String text) {
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher sample = SAMPLE.matcher(line);
            if (!sample.matches()) {
                throw new IllegalArgumentException("not a sample: " + line);
            }
            String labels = sample.group(2) == null ? "" : sample.group(2);
            samples.put(sample.group(1) + labels, Double.parseDouble(sample.group(3)));
        }
    }

    static Scrape of(RunningProxy proxy) throws IOException {
        try (Wire wire = new Wire(proxy.adminPort())) {
            wire.send("GET", "/metrics");
            return new Scrape(wire.receive("GET").text());
        }
    }

    /** @param sample with its labels, in the order of the page; 0 where there is none */
    double value(String sample) {
        return samples.getOrDefault(sample, 0.0);
    }

    /** Names that begin so, each with the names of its labels, as {@code name{a,b}}; without the parts of histograms. */
    Set<String> names(String prefix) {
        Set<String> names = new TreeSet<>();
        for (String sample : samples.keySet()) {
            if (!sample.startsWith(prefix)) {
                continue;
            }
            int brace = sample.indexOf('{');
            String name = brace < 0 ? sample : sample.substring(0, brace);
            Set<String> labels = new TreeSet<>();
            Matcher label = LABEL.matcher(sample);
            while (label.find()) {
                labels.add(label.group(1));
            }
            labels.remove("le");
            names.add(name.replaceAll("_(bucket|count|sum|max)$", "") + labels);
        }
        return names;
    }
}
