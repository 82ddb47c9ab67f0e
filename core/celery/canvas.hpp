#pragma once

#include "core/celery/chord.hpp"
#include "core/celery/message.hpp"
#include "core/celery/signature.hpp"

#include <optional>
#include <vector>

namespace megactl::celery {

// What hangs on a message: who is called once it has run (Celery's canvas).
struct Canvas {
    std::vector<Signature> callbacks{};  // after a success
    std::vector<Signature> errbacks{};   // after a failure
    std::vector<Signature> chain{};      // the last one is next
    std::optional<Signature> chord{};    // called once all parts of its chord have ended
};

Result<Canvas> canvas_of(const Message& message);

// What is called when a chord fails whose body this is.
Result<std::vector<Signature>> errbacks_of(const Signature& body);
// Of the chord that a step of a chain is a part of.
Result<std::optional<Signature>> body_of(const Signature& step);

// Can a worker go on with it, where chords are counted so? Else why not.
Result<void> check(const Canvas& canvas, ChordSupport support);

}  // namespace megactl::celery
