/** Where log lines go. */
@NullMarked
package dev.entrepot.proxy.log;

import org.jspecify.annotations.NullMarked;
