#pragma once

#include "core/celery/canvas.hpp"
#include "core/celery/task_result.hpp"

#include <functional>
#include <string>
#include <vector>

namespace megactl::celery {

// A message on its way, and the queue it goes to.
struct Call {
    Message message;
    std::string queue;
};

// What the end of a task makes.
struct Followers {
    std::vector<Call> calls{};
    std::string children = "[]";        // the calls as the task's own result tells them, JSON text
    std::vector<TaskResult> results{};  // of those that end with it: the rest of its chain
    std::vector<ChordPart> parts{};     // of chords, that have ended
    std::vector<ChordSize> chords{};    // that begin with the calls
};

// What sending takes of the world.
struct Sending {
    Time now;
    std::function<std::string()> new_id;
};

// Of a canvas that was checked; pure but for the ids.

// In Celery's order: the callbacks, then the next of the chain, each with `value`, JSON text.
Followers after_success(const Canvas& canvas, const Message& message, const std::string& value, const Sending& sending);
// The rest of the chain fails alike; then the errbacks, each with the task's id. They are for other workers, who alone
// know whether one takes more than that.
Followers after_failure(const Canvas& canvas, const Message& message, const std::string& exception,
                        const Sending& sending);
// Nobody is called: only a chord counts it.
Followers after_revocation(const Canvas& canvas, const Message& message, const std::string& exception);
// After the last part of a chord, which was `part`: its body with the list of all values; where one of them failed, the
// body fails too, and its errbacks are called.
Followers after_chord(const ChordPart& part, const ChordEnd& end, const Sending& sending);

}  // namespace megactl::celery
