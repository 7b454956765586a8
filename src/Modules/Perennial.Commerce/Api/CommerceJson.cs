using System.Text.Json.Serialization;
using Perennial.Commerce.Events;
using Perennial.Commerce.Orders;
using Perennial.Commerce.Products;
using Perennial.Commerce.Rates;
using Perennial.Commerce.ShopEvents;
using Perennial.Kernel.Http;

namespace Perennial.Commerce.Api;

[JsonSerializable(typeof(OrderBody))]
[JsonSerializable(typeof(OrderEventBody))]
[JsonSerializable(typeof(OrderOutcome))]
[JsonSerializable(typeof(OrderNews))]
[JsonSerializable(typeof(OrdersBody))]
[JsonSerializable(typeof(OrdersOutcome))]
[JsonSerializable(typeof(OrderView))]
[JsonSerializable(typeof(SearchOrders.SearchOrdersRequest))]
[JsonSerializable(typeof(SearchOrders.OrdersPage))]
[JsonSerializable(typeof(RateBody))]
[JsonSerializable(typeof(SaveRates.SaveRateRequest))]
[JsonSerializable(typeof(SaveRates.SaveRatesRequest))]
[JsonSerializable(typeof(SaveRates.SavedRates))]
[JsonSerializable(typeof(ReadRates.ReadRatesResponse))]
[JsonSerializable(typeof(ReadRates.UnratedResponse))]
[JsonSerializable(typeof(SaveProduct.SaveProductRequest))]
[JsonSerializable(typeof(ReadProducts.ProductView))]
[JsonSerializable(typeof(ReadProducts.ProductsPage))]
[JsonSerializable(typeof(CustomerEventBody))]
[JsonSerializable(typeof(EventOutcome))]
[JsonSerializable(typeof(SendEvents.EventsBody))]
[JsonSerializable(typeof(SendEvents.EventsOutcome))]
[JsonSerializable(typeof(ReadEvents.EventsPage))]
[JsonSerializable(typeof(ReadEvents.HoldingsResponse))]
[JsonSerializable(typeof(ReadEvents.EventView))]
[JsonSerializable(typeof(ReadEvents.HoldingView))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
[JsonSerializable(typeof(KeepShopEvents.AddShopEventRequest))]
[JsonSerializable(typeof(ShopEventView))]
[JsonSerializable(typeof(KeepShopEvents.ShopEventsPage))]
internal sealed partial class CommerceJson : JsonSerializerContext
{
    /// <summary>The module's types, read and written as the interface does.</summary>
    public static CommerceJson Api { get; } = new(Json.Reading());
}
