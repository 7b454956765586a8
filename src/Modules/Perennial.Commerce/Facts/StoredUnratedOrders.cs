using Perennial.Commerce.Contract;
using Perennial.Kernel;

namespace Perennial.Commerce.Facts;

/// <summary>Adds up what the facts tell as unrated.</summary>
internal sealed class StoredUnratedOrders(IOrderFacts facts) : IUnratedOrders
{
    public async Task<IReadOnlyList<UnratedOrders>> ReadAsync(CancellationToken cancellation)
    {
        var sums = new Sums();
        await facts.ReadAllAsync(sums, cancellation);
        return [.. sums.ByCurrency.Values];
    }

    private sealed class Sums : IOrderFactSink
    {
        public SortedDictionary<string, UnratedOrders> ByCurrency { get; } = new(StringComparer.Ordinal);

        public void Order(in StoredOrder order)
        {
            // It has a rate.
        }

        public void Return(in StoredReturn returned)
        {
            // It has a rate.
        }

        public void Unrated(in StoredUnrated unrated)
        {
            var sum = ByCurrency.GetValueOrDefault(unrated.Currency.Code) ?? new UnratedOrders(unrated.Currency, 0, 0, unrated.Day, unrated.Day);
            ByCurrency[unrated.Currency.Code] = sum with
            {
                Orders = sum.Orders + unrated.Orders, Revenue = sum.Revenue + unrated.Revenue, From = Math.Min(sum.From, unrated.Day),
                To = Math.Max(sum.To, unrated.Day),
            };
        }
    }
}
