using Perennial.Analytics;

namespace Perennial.Unit.Analytics;

public sealed class QuintileCutsTests
{
    [Fact]
    public void Cuts_give_the_same_scores_as_ranks() =>
        Gen.Long[0, 12].Array[1, 60].Sample(values => ShouldScoreByRank(values));

    // Values of a wide range are counted in buckets, and only the buckets that hold a cut are looked into.
    [Fact]
    public void Cuts_give_the_same_scores_as_ranks_among_many_values() =>
        Gen.Select(Gen.Int[4097, 9000], Gen.Int[0, 4], Gen.Int).Sample((count, kind, seed) =>
        {
            var random = new Random(seed);
            ShouldScoreByRank([.. Enumerable.Range(0, count).Select(_ => kind switch
            {
                0 => random.NextInt64(1, 4), // almost only ties
                1 => random.NextInt64(1, 4000), // a bucket a value
                2 => random.NextInt64(1, 5_000_000_000), // buckets of many values
                3 => random.Next(100) == 0 ? random.NextInt64(1, 1_000_000_000_000) : random.NextInt64(1, 30), // all but a few in one bucket
                _ => random.NextInt64(-4_000_000_000, 4_000_000_000),
            })]);
        }, iter: 150);

    [Fact]
    public void Many_equal_values_all_have_score_1()
    {
        var cuts = QuintileCuts.Of((long[])[.. Enumerable.Repeat(7L, 5000)]);
        cuts.ShouldBe(new QuintileCuts(null, null, null, null));
        cuts.Score(7).ShouldBe(1);
    }

    [Fact]
    public void The_order_of_the_values_does_not_matter() =>
        Gen.Long[0, 30].Array[1, 60].Sample(values =>
            QuintileCuts.Of((long[])[.. values.Reverse()]).ShouldBe(QuintileCuts.Of(values)));

    [Fact]
    public void A_cut_is_the_least_value_of_its_score_or_of_the_next_above() =>
        QuintileCuts.Of((long[])[1, 1, 2, 3, 9]).ShouldBe(new QuintileCuts(2, 2, 3, 9));

    [Fact]
    public void No_values_have_no_cuts() => QuintileCuts.Of((long[])[]).ShouldBe(new QuintileCuts(null, null, null, null));

    private static void ShouldScoreByRank(long[] values)
    {
        var cuts = QuintileCuts.Of(values);
        var worse = 0;
        foreach (var ties in values.GroupBy(v => v).OrderBy(g => g.Key))
        {
            cuts.Score(ties.Key).ShouldBe((int)(1 + (5L * worse / values.Length)), $"of {ties.Key} among {values.Length}");
            worse += ties.Count();
        }
    }
}
