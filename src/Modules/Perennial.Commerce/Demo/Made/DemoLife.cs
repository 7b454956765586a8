namespace Perennial.Commerce.Demo.Made;

/// <summary>
/// One customer's life with the shop, order by order: each decides when the next one comes, and whether there is one. What happens
/// around her is dice of its own beside her nature, so that it really costs the shop those whom it touched.
/// </summary>
internal sealed class DemoLife(DemoCalendar calendar, DemoBasket basket, DemoDice dice, DemoHabits habits, DemoPerson person)
{
    private const int OrdersMax = 400;
    private const int LatePercent = 55;
    private const int BuggyDays = 200;
    private const int BuggySpreadDays = 9;
    private const int BuggyPercent = 78;
    private const int ComesBackForItPercent = 55;

    // Percent who leave over it.
    private const int LeavesOverLateness = 42;
    private const int LeavesOverPrice = 30;
    private const int LeavesOverSeller = 45;
    private const int LeavesOverCompetitor = 22;
    private const int LeavesOverDefect = 20;

    private const int PriceIsNoticedDays = 100;

    private readonly List<DemoOrder> orders = [];
    private int? buggyDay;
    private bool isNewPriceKnown;

    /// <summary>Her orders, the earliest first.</summary>
    public List<DemoOrder> Live()
    {
        var (day, gap) = (habits.Arrival, habits.GapDays);
        while (day < calendar.Days && orders.Count < OrdersMax)
        {
            var order = Buy(day, person, habits.Home);
            orders.Add(order);
            gap = habits.FadesFrom <= orders.Count ? gap * DemoHabits.FadingPercent / 100 : gap;
            var next = calendar.After(order.Day, Math.Max(1, gap * dice.Between(45, 155) / 100));
            var isGone = Leaves(order, next) || gap > DemoHabits.FadedGapDays;
            day = Next(order.Day, next, isGone);
        }

        return orders;
    }

    /// <summary>An order of somebody whom nobody knows, at a till.</summary>
    public DemoOrder Guest(int store) => Buy(habits.Arrival, null, store);

    // A buggy is what she comes back for even where she had left, as many do.
    private int Next(int today, int next, bool isGone)
    {
        next = isGone ? calendar.Days : next;
        if (buggyDay is not { } due)
        {
            return next;
        }

        if (isGone && !dice.Percent(ComesBackForItPercent))
        {
            buggyDay = null;
            return next;
        }

        return Math.Min(Math.Max(due, today + 1), next);
    }

    private DemoOrder Buy(int day, DemoPerson? buyer, int home)
    {
        var store = buyer is null || dice.Percent(88) ? home : dice.Below(3);
        var wanted = Wanted(day);
        if (store != DemoPlaces.Web && buyer is not null && wanted is null && dice.Percent(72))
        {
            day = Math.Min(calendar.Days - 1, day + ((habits.Weekday - (day % 7) + 7) % 7));
        }

        var isHabit = day % 7 == habits.Weekday;
        var half = isHabit ? habits.Half : dice.Below(2);
        var minute = store == DemoPlaces.Web ? dice.Between(7 * 60, (23 * 60) - 1) : (10 * 60) + (half * 5 * 60) + dice.Below(5 * 60);
        var lines = basket.Fill(dice, day, day - habits.Birth, wanted);
        var order = new DemoOrder(day, minute, store)
        {
            Person = buyer, Lines = lines,
            Seller = store == DemoPlaces.Web ? null : DemoPlaces.SellerOf(store, day % 7, half, day >= calendar.StaffChange),
            ShippingCents = store == DemoPlaces.Web && lines.Sum(l => l.Cents * l.Quantity) < 6000 ? 490 : 0,
            Parcel = store == DemoPlaces.Web ? Parcel(day) : null,
        };
        order.Return = DemoReturns.Of(dice, order, calendar.Days);
        return order;
    }

    private int? Wanted(int day)
    {
        if (habits.WantsPram && orders.Count == 0)
        {
            // The sum of three dice: most about two hundred days later, few much sooner or later.
            var spread = dice.Below(BuggySpreadDays) + dice.Below(BuggySpreadDays) + dice.Below(BuggySpreadDays) - (3 * (BuggySpreadDays - 1) / 2);
            buggyDay = dice.Percent(BuggyPercent) ? day + BuggyDays + spread : null;
            return DemoGoods.Pram;
        }

        if (buggyDay <= day)
        {
            buggyDay = null;
            return DemoGoods.Buggy;
        }

        return dice.Below(1_000) < 4 && day - habits.Birth is > 150 and < 700 ? DemoGoods.Buggy : null;
    }

    private DemoParcel Parcel(int day)
    {
        var promised = day + 3;
        var isLate = dice.Percent(DemoCalendar.Within(day, calendar.Late) ? LatePercent : 3);
        var delivered = isLate ? promised + dice.Between(3, 11) : day + dice.Between(1, 3);
        return new DemoParcel(Math.Min(day + 1, calendar.Days - 1), promised, delivered < calendar.Days ? delivered : null);
    }

    private bool Leaves(DemoOrder order, int next)
    {
        var isLeaving = dice.Percent(orders.Count == 1 ? DemoHabits.FirstTryLeavesPercent : habits.Nature.LeavesPercent);
        isLeaving |= order.Parcel is { } parcel && DemoCalendar.Within(order.Day, calendar.Late) &&
            (parcel.Delivered ?? calendar.Days) > parcel.Promised && dice.Percent(LeavesOverLateness);
        isLeaving |= SeesNewPrice(order) && dice.Percent(LeavesOverPrice);
        isLeaving |= order.Seller == DemoPlaces.Leaving && next >= calendar.StaffChange && dice.Percent(LeavesOverSeller);
        isLeaving |= habits.Home == DemoPlaces.Riverside && order.Day < calendar.Competitor.To && next >= calendar.Competitor.From &&
            dice.Percent(LeavesOverCompetitor);
        return isLeaving | (order.Return?.Reason == DemoReturns.Defective && dice.Percent(LeavesOverDefect));
    }

    // Who pays the new price for the first time, and paid the old one before.
    private bool SeesNewPrice(DemoOrder order)
    {
        if (isNewPriceKnown || order.Day < calendar.PriceRise || order.Day >= calendar.PriceRise + PriceIsNoticedDays ||
            orders.Count == 1 || !order.Lines.Any(l => DemoGoods.Raised.Contains(l.Good)))
        {
            return false;
        }

        return isNewPriceKnown = true;
    }
}

/// <summary>What comes back, and why.</summary>
internal static class DemoReturns
{
    public const string Defective = "defective";

    private const int WebPercent = 9;
    private const int StorePercent = 3;
    private static readonly string[] OfClothes = ["too_small", "too_large", "not_as_described", "changed_mind", Defective];
    private static readonly int[] ClothesWeights = [36, 26, 16, 12, 10];
    private static readonly string[] OfOthers = [Defective, "not_as_described", "changed_mind", "wrong_item"];
    private static readonly int[] OtherWeights = [34, 26, 28, 12];

    /// <summary>All reasons that there are.</summary>
    public static IReadOnlySet<string> Reasons { get; } = OfClothes.Concat(OfOthers).ToHashSet(StringComparer.Ordinal);

    /// <summary>What comes back of an order; null for nothing, and for what would come back after the end.</summary>
    public static DemoReturn? Of(DemoDice dice, DemoOrder order, int days)
    {
        if (!dice.Percent(order.IsWeb ? WebPercent : StorePercent))
        {
            return null;
        }

        var line = dice.Below(order.Lines.Count);
        var isWorn = DemoGoods.All[order.Lines[line].Good].Category == "clothes";
        var reason = isWorn ? OfClothes[dice.Weighted(ClothesWeights)] : OfOthers[dice.Weighted(OtherWeights)];
        var day = (order.Parcel?.Delivered ?? order.Day) + dice.Between(2, 13);
        return day < days && !(order.Parcel is { Delivered: null }) ? new DemoReturn(line, day, reason) : null;
    }
}
