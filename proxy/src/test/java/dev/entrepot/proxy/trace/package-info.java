@NullMarked
package dev.entrepot.proxy.trace;

import org.jspecify.annotations.NullMarked;
