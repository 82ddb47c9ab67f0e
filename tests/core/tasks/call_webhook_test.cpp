#include "core/tasks/own_tasks.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

namespace megactl::tasks {
namespace {

std::string secret_of(const std::filesystem::path& file) {
    const auto secret = webhook_secret(file.string());
    return secret ? *secret : secret.error().reason;
}

TEST(WebhookSecret, IsTheFileWithoutItsLastLineEnd) {
    const tests::Sandbox folder;
    const auto file = folder.write("key", " s3cret \n");
    EXPECT_EQ(secret_of(file), " s3cret ");
    folder.write("key", "s3cret");
    EXPECT_EQ(secret_of(file), "s3cret");
    EXPECT_TRUE(secret_of(folder.path() / "none").starts_with("its secret can't be read: "));
}

TEST(CallWebhook, SignsNothingWithAnEmptyKey) {
    const tests::Sandbox folder;
    const celery::Message message;
    for (const std::string text : {"", "\n", " \r\n"}) {
        const auto file = folder.write("key", text);
        const auto handler = call_webhook({.url = "http://127.0.0.1:1/", .secret_file = file.string()});
        EXPECT_EQ(std::get<worker::Retried>(handler.run(std::span(&message, 1)).at(0)).reason, "its secret is empty");
    }
}

}  // namespace
}  // namespace megactl::tasks
