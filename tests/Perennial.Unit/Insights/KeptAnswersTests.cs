using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;

namespace Perennial.Unit.Insights;

/// <summary>An answer is kept as long as the facts are the same, and no longer.</summary>
public sealed class KeptAnswersTests
{
    [Fact]
    public void The_same_question_of_the_same_facts_is_answered_again_until_they_change()
    {
        var (kept, before, after) = (new KeptAnswers(), new SomeFacts(), new SomeFacts());
        byte[] answer = [1, 2, 3];
        kept.Find(before, "report").ShouldBeNull();
        kept.Keep(before, "report", answer);
        kept.Find(before, "report").ShouldBeSameAs(answer);
        kept.Find(before, "report?period=week").ShouldBeNull();
        kept.Find(after, "report").ShouldBeNull("they are others now");
        kept.Keep(after, "comparison", answer);
        kept.Find(after, "comparison").ShouldBeSameAs(answer);
        kept.Find(before, "report").ShouldBeNull();
        kept.Find(after, "report").ShouldBeNull();
    }

    [Fact]
    public void What_there_is_no_room_for_is_not_kept()
    {
        var (kept, facts) = (new KeptAnswers(), new SomeFacts());
        kept.Keep(facts, "huge", new byte[33 * 1024 * 1024]);
        kept.Find(facts, "huge").ShouldBeNull();
        kept.Keep(facts, "first", new byte[20 * 1024 * 1024]);
        kept.Keep(facts, "second", new byte[20 * 1024 * 1024]);
        kept.Keep(facts, "third", new byte[12 * 1024 * 1024]);
        (kept.Find(facts, "first") is null, kept.Find(facts, "second") is null, kept.Find(facts, "third") is null).ShouldBe((false, true, false));
    }

    private sealed class SomeFacts : ILoadedShop
    {
        public OrderReading Reading => throw new NotSupportedException();

        public Report Answer(ReportQuestion question) => throw new NotSupportedException();

        public CustomerList Customers(ReportQuestion question) => throw new NotSupportedException();

        public CustomerList Customers(ReportQuestion question, CustomersBehind behind) => throw new NotSupportedException();

        public (Report Report, IReadOnlyList<CustomerList> Behind) Answer(ReportQuestion question, IReadOnlyList<CustomersBehind> behind) =>
            throw new NotSupportedException();

        public Comparison Compare(ReportQuestion question, ComparedPeriod to) => throw new NotSupportedException();

        public Comparison Compare(ReportQuestion question, ILoadedShop other) => throw new NotSupportedException();
    }
}
