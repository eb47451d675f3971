/**
 * Putting the parts together: {@link dev.entrepot.proxy.app.Main} is where a process starts,
 * {@link dev.entrepot.proxy.app.Proxy} what one consists of. No part knows another but through a port of {@code core}.
 */
@NullMarked
package dev.entrepot.proxy.app;

import org.jspecify.annotations.NullMarked;
