package dev.entrepot.proxy.admin;

import dev.entrepot.config.value.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A status for a browser: one plain page without scripts, which asks again every few seconds. */
final class StatusPage {

    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta http-equiv="refresh" content="5">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width">
            <title>entrepot</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em; }
            table { border-collapse: collapse; margin-bottom: 1.5em; }
            th, td { text-align: left; vertical-align: top; padding: .2em 1.2em .2em 0; border-bottom: 1px solid #ddd; }
            .bad { color: #b00020; font-weight: bold; }
            pre { overflow-x: auto; }
            </style>
            """;

    private final StatusReport report;
    private final StringBuilder page = new StringBuilder(8192);

    private StatusPage(StatusReport report) {
        this.report = report;
    }

    static String of(StatusReport report) {
        StatusPage shown = new StatusPage(report);
        shown.page.append(HEAD);
        shown.process();
        shown.dependencies();
        shown.diagnoses();
        shown.upstreams();
        shown.store();
        shown.fills();
        shown.configuration();
        return shown.page.toString();
    }

    private void process() {
        boolean isWell = report.status().equals("ready");
        page.append("<h1>entrepot is <span class=\"")
                .append(isWell ? "well" : "bad")
                .append("\">")
                .append(text(report.status()))
                .append("</span></h1>\n<p>Version ")
                .append(text(report.version()))
                .append(", since ")
                .append(text(report.started()))
                .append(", on ")
                .append(text(report.listen()))
                .append("; ")
                .append(report.clients().connections())
                .append(" connections, ")
                .append(report.clients().answersUnderWay())
                .append(" answers under way</p>\n");
    }

    /** What it leans on, one by one. */
    private void dependencies() {
        heading("What it leans on", "", "state", "why", "since");
        report.upstreams().forEach(upstream -> dependency("upstream", upstream.name()));
        dependency("index", "-");
        dependency("disk", "-");
        Optional.ofNullable(report.bucket()).ifPresent(bucket -> dependency("bucket", "-"));
        page.append("</table>\n");
    }

    private void dependency(String dependency, String name) {
        List<StatusReport.Part> troubles = report.parts().stream()
                .filter(part -> part.dependency().equals(dependency))
                .filter(part -> !dependency.equals("upstream") || part.name().equals(name))
                .toList();
        String shown = name.equals("-") ? dependency : dependency + " " + name;
        if (troubles.isEmpty()) {
            row(shown, "well", "", "");
        }
        troubles.forEach(trouble -> row(shown, "!down", trouble.why(), trouble.since()));
    }

    private void diagnoses() {
        List<StatusReport.Diagnosed> trouble = report.diagnoses().stream()
                .filter(path -> !path.advice().isEmpty())
                .toList();
        if (!trouble.isEmpty()) {
            heading("Trouble of the last minutes", "kind", "where", "why", "what to do");
            trouble.forEach(path -> row(
                    path.verdict().equals("structural") ? "!structural" : path.verdict(),
                    path.path() + " " + path.host(),
                    path.why(),
                    path.advice()));
            page.append("</table>\n");
        }
    }

    private void upstreams() {
        heading("Upstreams", "", "served", "fetched", "asked", "failed");
        for (StatusReport.Upstream upstream : report.upstreams()) {
            StatusReport.Counts counts = upstream.counts();
            row(
                    upstream.name(),
                    ByteSize.rounded(counts.sentBytes()),
                    ByteSize.rounded(counts.receivedBytes()),
                    Long.toString(counts.attempts()),
                    Long.toString(counts.failures()));
        }
        page.append("</table>\n");
    }

    private void store() {
        StatusReport.Blobs blobs = report.blobs();
        heading("Kept", "where", "held", "of", "more");
        row(
                report.data().folder(),
                ByteSize.rounded(blobs.heldBytes()) + " in " + blobs.blobs() + " blobs",
                ByteSize.rounded(blobs.usableBytes()),
                ByteSize.rounded(blobs.arrivingBytes()) + " arriving; "
                        + ByteSize.rounded(report.data().freeBytes()) + " free on its file system");
        StatusReport.Bucket bucket = report.bucket();
        if (bucket != null) {
            row(
                    "bucket " + bucket.name(),
                    ByteSize.rounded(bucket.sentBytes()) + " sent",
                    "",
                    bucket.waiting() + " waiting (" + ByteSize.rounded(bucket.waitingBytes()) + "), " + bucket.failed()
                            + " given up");
        }
        page.append("</table>\n");
    }

    private void fills() {
        if (!report.fills().isEmpty()) {
            heading("Arriving", "blob", "of", "here", "readers");
            report.fills()
                    .forEach(fill -> row(
                            fill.digest(),
                            fill.repository(),
                            ByteSize.rounded(fill.arrivedBytes()) + " of " + ByteSize.rounded(fill.sizeBytes()),
                            Integer.toString(fill.readers())));
            page.append("</table>\n");
        }
    }

    private void configuration() {
        StatusReport.Build build = report.build();
        if (build != null) {
            page.append("<h2>Build</h2>\n<p>")
                    .append(text("entrepot " + report.version() + ", Java " + build.java() + ", " + build.system()))
                    .append("</p>\n");
        }
        page.append("<h2>Configuration in force</h2>\n<pre>")
                .append(text(Optional.ofNullable(report.configuration()).orElse("")))
                .append("</pre>\n");
    }

    private void heading(String title, String... columns) {
        page.append("<h2>").append(title).append("</h2>\n<table>\n<tr>");
        for (String column : columns) {
            page.append("<th>").append(column).append("</th>");
        }
        page.append("</tr>\n");
    }

    /** @param values one that begins with {@code !} is shown as bad */
    private void row(String... values) {
        List<String> cells = new ArrayList<>();
        for (String value : values) {
            cells.add(
                    value.startsWith("!")
                            ? "<td class=\"bad\">" + text(value.substring(1)) + "</td>"
                            : "<td>" + text(value) + "</td>");
        }
        page.append("<tr>").append(String.join("", cells)).append("</tr>\n");
    }

    /** Reasons come from upstreams. */
    private static String text(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
