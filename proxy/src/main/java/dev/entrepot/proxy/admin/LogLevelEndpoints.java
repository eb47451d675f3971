package dev.entrepot.proxy.admin;

import dev.entrepot.proxy.log.LogLevels;
import java.util.Optional;

/** {@code GET /loglevels}, and {@code POST /loglevel?logger=Carriage&level=debug}. */
final class LogLevelEndpoints {

    private final LogLevels levels;

    LogLevelEndpoints(LogLevels levels) {
        this.levels = levels;
    }

    AdminAnswer all(AdminRequest request) {
        return AdminAnswer.json(200, levels.set());
    }

    AdminAnswer set(AdminRequest request) {
        Optional<String> logger = request.parameter("logger");
        Optional<String> level = request.parameter("level");
        if (logger.isEmpty() || level.isEmpty()) {
            return AdminAnswer.text(
                    400, "which logger, and what level? POST /loglevel?logger=dev.entrepot&level=debug");
        }
        try {
            levels.set(logger.get(), level.get());
        } catch (IllegalArgumentException e) {
            return AdminAnswer.text(400, String.valueOf(e.getMessage()));
        }
        return all(request);
    }
}
