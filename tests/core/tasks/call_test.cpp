#include "core/tasks/call.hpp"

#include <gtest/gtest.h>

namespace megactl::tasks {

TEST(CallDocument, IsJsonWhateverPythonSent) {
    celery::Message message;
    message.task = "t";
    message.id = "i";
    message.args = R"([NaN, "NaN", 1.50])";
    message.kwargs = R"({"most": -Infinity, "text": "\ud800"})";
    message.user_headers = {{"least", "Infinity"}};
    EXPECT_EQ(call_document(message),
              R"({"id": "i", "task": "t", "args": ["NaN", "NaN", 1.50], "kwargs": {"most": "-Infinity", "text": )"
              R"("\ufffd"}, "retries": 0, "eta": null, "root_id": null, "parent_id": null, "group": null, )"
              R"("correlation_id": "i", "headers": {"least": "Infinity"}})"
              "\n");
}

}  // namespace megactl::tasks
