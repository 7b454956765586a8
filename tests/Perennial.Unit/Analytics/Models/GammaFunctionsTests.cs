using Perennial.Analytics.Models;

namespace Perennial.Unit.Analytics.Models;

public sealed class GammaFunctionsTests
{
    [Theory]
    [InlineData(0.5, 0.57236494292470008, -1.9635100260214235, 4.9348022005446793)]
    [InlineData(1, 0, -0.57721566490153287, 1.6449340668482264)]
    [InlineData(10, 12.801827480081469, 2.2517525890667211, 0.10516633568168575)]
    [InlineData(1e-6, 13.815509980749432, -1000000.5772140200, 1000000000001.6449)]
    [InlineData(10000, 82099.717496442377, 9.2102903711426844, 0.00010000500016666)]
    public void Values_are_those_of_tables(double x, double log, double digamma, double trigamma)
    {
        GammaFunctions.Log(x).ShouldBe(log, 1e-13 * (1 + Math.Abs(log)));
        GammaFunctions.Digamma(x).ShouldBe(digamma, 1e-12 * (1 + Math.Abs(digamma)));
        GammaFunctions.Trigamma(x).ShouldBe(trigamma, 1e-12 * (1 + Math.Abs(trigamma)));
    }

    [Fact]
    public void They_go_on_by_their_recurrences() => Gen.Double[-12, 12].Select(d => Math.Exp(d)).Sample(x =>
    {
        var (here, next) = (GammaFunctions.Log(x), GammaFunctions.Log(x + 1));
        next.ShouldBe(here + Math.Log(x), 1e-12 * (1 + Math.Abs(next) + Math.Abs(Math.Log(x))));
        GammaFunctions.Digamma(x + 1).ShouldBe(GammaFunctions.Digamma(x) + (1 / x), 1e-11 * (1 + (1 / x)));
        GammaFunctions.Trigamma(x + 1).ShouldBe(GammaFunctions.Trigamma(x) - (1 / (x * x)), 1e-11 * (1 + (1 / (x * x))));
    });

    [Fact]
    public void Numbers_near_one_keep_their_digits() => Gen.Double[-30, 3].Sample(d =>
    {
        var x = Math.Exp(d);
        LogSpace.LogOnePlus(LogSpace.ExpMinusOne(x)).ShouldBe(x, 1e-14 * x * (1 + x));
        LogSpace.ExpMinusOne(-LogSpace.LogOnePlus(x)).ShouldBe(-x / (1 + x), 1e-14 * x);
    });
}
