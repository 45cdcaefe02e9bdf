// The requests to one virtual host, split into the classes that its routes can tell apart.
#pragma once

#include "sim/coverage/languages.h"
#include "sim/routing/tables.h"

#include <boost/dynamic_bitset.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meshwright::sim::coverage {

/// Parts of a request vary independently of each other, and every condition of a route tests one part.
class RequestSpace {
public:
    using RouteSet = boost::dynamic_bitset<>;

    enum class Part { Path, Authority, Method, Scheme, Header, Query };
    /// One class of values of a part.
    struct Option {
        std::vector<std::string> values; ///< none: absent; several: that many lines of one header
        std::string domain;              ///< of an authority: the virtual host's domain that takes it
        RouteSet fulfils;                ///< routes whose conditions on this part hold
    };
    struct Variable {
        Part part = Part::Path;
        std::string name; ///< of a header or query parameter
        std::vector<Option> options;
        bool complete = true;        ///< false: there may be classes that no option stands for
        std::string inWords() const; ///< "header end-user"
    };

    RequestSpace(const routing::RouteTable& table, const routing::VirtualHost& host,
                 routing::PathNormalization normalization, bool tls);

    const std::vector<Variable>& variables() const { return variables_; }
    /// Routes that need a claim of a token, which the requests here have not; those with any condition on a claim.
    const RouteSet& needsClaim() const { return needsClaim_; }
    const RouteSet& testsClaim() const { return testsClaim_; }
    /// Routes with a condition that concerns several parts at once (a "header" named :path).
    const RouteSet& opaque() const { return opaque_; }

private:
    struct Condition {
        std::size_t route = 0;
        std::optional<std::uint32_t> test; ///< of the variable's tests
        bool constant = true, invert = false, presence = false;
        bool whenMissing = false; ///< the outcome where the part is absent
    };
    struct Draft {
        std::vector<TextTest> tests;
        std::vector<Condition> conditions;
        std::uint32_t add(const TextTest& test);
    };
    using Key = std::pair<Part, std::string>;

    void read(const routing::VirtualHost& host);
    void readHeader(std::size_t route, const routing::HeaderMatcher& matcher);
    void addVariable(const Key& key, const Draft& draft, const TextPartition& partition, bool mayBeAbsent);
    void addAuthorities(const routing::RouteTable& table, const routing::VirtualHost& host, Draft draft);
    RouteSet fulfilled(const Draft& draft, bool present, const std::vector<std::uint32_t>& holds) const;
    static void addLines(std::vector<std::pair<std::vector<std::string>, std::vector<std::uint32_t>>>& values,
                         bool& complete);

    std::size_t routes_ = 0;
    std::map<Key, Draft> drafts_;
    std::vector<Variable> variables_;
    RouteSet needsClaim_, testsClaim_, opaque_;
};

} // namespace meshwright::sim::coverage
