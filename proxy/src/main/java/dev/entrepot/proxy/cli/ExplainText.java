package dev.entrepot.proxy.cli;

import dev.entrepot.config.value.ByteSize;
import dev.entrepot.proxy.admin.ExplainAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What is known of an image, for people. */
final class ExplainText {

    /** Digests are told apart by less. */
    private static final int SHORT = 19;

    private final StringBuilder text = new StringBuilder();
    private final Instant now;

    private ExplainText(Instant now) {
        this.now = now;
    }

    static String of(ExplainAnswer known, InstantSource clock) {
        ExplainText shown = new ExplainText(clock.instant());
        shown.name(known);
        ExplainAnswer.Tag tag = known.tag();
        if (tag != null) {
            shown.tag(tag);
        }
        shown.last(known);
        if (!known.pins().isEmpty()) {
            shown.line("  pinned     by " + String.join(", ", known.pins()));
        }
        known.unread().forEach(why -> shown.line("  not asked  " + why + "; what that knows is missing here"));
        shown.line("  a pull     " + shown.next(known));
        known.parts().forEach(shown::part);
        return shown.text.toString();
    }

    private void name(ExplainAnswer known) {
        line(known.image());
        String trouble = known.upstreamTrouble();
        line("  upstream   %s at %s%s"
                .formatted(known.upstream(), known.url(), trouble == null ? "" : ", down: " + trouble));
        line("  digest     " + (known.digest() == null ? "not known here" : known.digest()));
    }

    private void tag(ExplainAnswer.Tag tag) {
        Duration left = Duration.between(now, Instant.parse(tag.freshUntil()));
        String check = left.isPositive() ? "the next check not before " + words(left) : "the next pull checks it";
        line("  checked    %s ago; %s; served until %s while the upstream is down"
                .formatted(ago(tag.checked()), check, rounded(tag.staleUntil())));
        for (ExplainAnswer.Seen seen : tag.history()) {
            line("  named      %s since %s".formatted(shortened(seen.digest()), rounded(seen.since())));
        }
    }

    private void last(ExplainAnswer known) {
        ExplainAnswer.LastPull last = known.lastPull();
        line(
                last == null
                        ? "  last pull  none but hits since the start"
                        : "  last pull  %s ago: %s%s"
                                .formatted(ago(last.at()), last.how(), last.why() == null ? "" : ", " + last.why()));
    }

    private String next(ExplainAnswer known) {
        String manifest = switch (known.next()) {
            case "served" -> "is answered from here";
            case "checked" -> "asks the upstream by one HEAD whether the tag has moved";
            case "stale" -> "is answered as stale: the upstream was down a moment ago";
            default -> "fetches the manifest from the upstream";
        };
        List<ExplainAnswer.Part> blobs = known.parts().stream()
                .filter(part -> part.role().equals("blob"))
                .toList();
        return manifest
                + asked(blobs, "fetched", "to fetch")
                + asked(blobs, "recalled", "to read from the bucket")
                + asked(blobs, "joined", "arriving already")
                + asked(blobs, "proven", "to be asked about by one byte");
    }

    private static String asked(List<ExplainAnswer.Part> blobs, String next, String words) {
        List<ExplainAnswer.Part> some =
                blobs.stream().filter(part -> part.next().equals(next)).toList();
        long bytes = some.stream()
                .mapToLong(part -> Math.max(0, part.size() - part.arrived()))
                .sum();
        return some.isEmpty()
                ? ""
                : "; %d blob%s (%s) %s"
                        .formatted(some.size(), some.size() == 1 ? "" : "s", ByteSize.rounded(bytes), words);
    }

    private void part(ExplainAnswer.Part part) {
        line("  %s%-8s  %s  %9s  %s%s%s  %s"
                .formatted(
                        "  ".repeat(part.depth()),
                        where(part),
                        shortened(part.digest()),
                        part.size() < 0 ? "?" : ByteSize.rounded(part.size()),
                        part.belongs(),
                        part.isPublic() ? ", public" : "",
                        part.isPinned() ? ", pinned" : "",
                        part.mediaType()));
    }

    private static String where(ExplainAnswer.Part part) {
        return part.where().equals("arriving") && part.size() > 0
                ? "%d%% here".formatted(part.arrived() * 100 / part.size())
                : part.where();
    }

    private String ago(String time) {
        return words(Duration.between(Instant.parse(time), now));
    }

    private static String words(Duration time) {
        return StatusText.duration(Math.max(0, time.toSeconds()));
    }

    private static Instant rounded(String time) {
        return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS);
    }

    private static String shortened(String digest) {
        return digest.substring(0, Math.min(SHORT, digest.length()));
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append(System.lineSeparator());
    }
}
