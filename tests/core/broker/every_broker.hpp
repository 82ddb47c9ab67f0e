#pragma once

#include "core/broker/broker.hpp"
#include "core/broker/source.hpp"
#include "tests/core/broker/places.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

namespace megactl::tests {

// A contract that each kind of broker has to keep: the parameter is the kind of place, as make_place() has it.
class EveryBroker : public testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        place_ = make_place(GetParam());
        source_.emplace(broker::broker_source(place_->url(), place_->options()));
        broker_ = source_->open();
    }

    broker::Broker& broker() { return *broker_; }
    std::unique_ptr<broker::Broker> another() { return source_->open(); }

private:
    std::unique_ptr<Place> place_;
    std::optional<broker::BrokerSource> source_;
    std::unique_ptr<broker::Broker> broker_;
};

}  // namespace megactl::tests
