using Perennial.Commerce.Contract;
using Perennial.Kernel.Time;

namespace Perennial.Unit.Insights;

/// <summary>Lets a shop trade: orders, edits, returns, cancellations, merges, receipts that are claimed later.</summary>
internal sealed class RandomTrade(FakeOrderFacts shop, Random random)
{
    private static readonly int FirstDay = DayNumber.Of(2024, 1, 1);

    public void Do(int deeds)
    {
        for (var i = 0; i < deeds; i++)
        {
            Do();
        }
    }

    public void Do()
    {
        Guid[] known = [.. shop.Shoppers.Where(s => !s.Value.IsAnonymous).Select(s => s.Key)];
        Guid[] anyone = [.. shop.Shoppers.Keys];
        switch (random.Next(10))
        {
            case 0 or 1 when known.Length < 12:
                Buy(shop.New(isAnonymous: false));
                break;
            case 0:
                Buy(shop.New(isAnonymous: true));
                break;
            case < 5 when known.Length > 0:
                Buy(Any(known));
                break;
            case 5 when anyone.Length > 0:
                shop.Change(Any(anyone), Edit);
                break;
            case 6 when anyone.Length > 0:
                shop.Change(Any(anyone), GiveBack);
                break;
            case 7 when anyone.Length > 0:
                shop.Change(Any(anyone), Cancel);
                break;
            case 8 when known.Length > 0 && anyone.Length > 1:
                var (from, into) = (Any(anyone), Any(known));
                if (from != into)
                {
                    shop.Merge(from, into);
                }

                break;
            default:
                Buy(shop.New(isAnonymous: true));
                break;
        }
    }

    private void Buy(Guid customer) => shop.Change(customer, s => s.Orders.Add(Order(customer, s.IsAnonymous)));

    private StoredOrder Order(Guid customer, bool isAnonymous) => new(
        customer, isAnonymous, FirstDay + random.Next(120), 100 * random.Next(1, 90),
        random.Next(20) == 0 ? 5_000_000_000 : 1000 * random.Next(4), OrderFact.NeverCovered, Labels());

    private OrderLabels Labels() => new(random.Next(4), random.Next(3), random.Next(8) == 0 ? Seller() : 0, random.Next(3));

    // Enough sellers that some numbers need more than two bytes are made by the tests that want them.
    private int Seller() => random.Next(shop.LabelValues(OrderField.Seller).Count);

    private void Edit(FakeOrderFacts.Shopper shopper)
    {
        if (shopper.Orders.Count > 0)
        {
            var at = random.Next(shopper.Orders.Count);
            shopper.Orders[at] = Order(shopper.Orders[at].Customer, shopper.IsAnonymous);
        }
    }

    private void GiveBack(FakeOrderFacts.Shopper shopper)
    {
        if (shopper.Orders.Count == 0)
        {
            return;
        }

        var at = random.Next(shopper.Orders.Count);
        var order = shopper.Orders[at];
        var day = order.Day + random.Next(20);
        var isWhole = random.Next(2) == 0;
        shopper.Returns.Add(new StoredReturn(order.Customer, order.IsAnonymous, day, isWhole ? order.Net : order.Net / 2, order.Labels));
        shopper.Orders[at] = isWhole ? order with { CoveredDay = day } : order;
    }

    private void Cancel(FakeOrderFacts.Shopper shopper)
    {
        if (random.Next(4) == 0)
        {
            shopper.Orders.Clear();
            shopper.Returns.Clear();
        }
        else if (shopper.Orders.Count > 0)
        {
            shopper.Orders.RemoveAt(random.Next(shopper.Orders.Count));
        }
    }

    private Guid Any(Guid[] of) => of[random.Next(of.Length)];
}
