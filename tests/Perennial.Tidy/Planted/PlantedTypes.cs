// Types that break the rules of the house, for the rules to find. Nothing else uses them.
namespace Perennial.Planted.Contract
{
    public sealed class HalfDocumented(int size)
    {
        public const int Limit = 3;

        public int Size { get; } = size;

        public double Price { get; init; }

        public static IReadOnlyList<T> Pick<T>(T[] from, in int count) => from[..count];

        public override string ToString() => "";
    }

    public sealed record Position(string Name, IReadOnlyList<float?> Weights);

    public enum Mood
    {
        Good,
        Bad,
    }
}

namespace Perennial.Planted
{
    public static class PlantedModule;

    public sealed class Leak
    {
        public sealed class Inner;
    }

    internal class Unsealed
    {
        private record OpenRecord;
    }

    internal abstract class Abstract;

    internal sealed class Sealed;

    internal static class MoneySpread
    {
        internal static double Spread(long minorUnits, float share) => minorUnits * share;
    }

    internal static class Distance
    {
        internal static double Metres(double feet) => feet * 0.3048;
    }

    internal static class ImpureModel
    {
        internal static async Task<long> FitAsync(string path)
        {
            await Task.Yield();
            return TimeProvider.System.GetTimestamp() + File.ReadAllText(path).Length;
        }
    }

    internal static class PureModel
    {
        internal static long Fit(ReadOnlySpan<long> values) => values.Length;
    }
}
