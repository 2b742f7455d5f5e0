"""Invented people, places and products of the demo company."""

from data.demo.stories import DEEPER_DISCOUNTS, OVERCALLER, RISING_RIVAL, SANDBAGGER, SLOW_STAGE

# team, territory, manager, share of deals, share of SMB and of Mid-market deals (the rest is Enterprise)
TEAMS = (
    (SLOW_STAGE.where["team"], "West", "Rosalind Achterberg", 0.13, 0.02, 0.18),
    ("Enterprise East", "East", "Marcus Oyelaran", 0.13, 0.02, 0.18),
    ("Mid-market North", "North", "Ingrid Halvorsen", 0.16, 0.15, 0.80),
    ("Mid-market South", "South", "Tomás Quintero", 0.16, 0.15, 0.80),
    ("SMB Central", "Central", "Beatrix Lindqvist", 0.22, 0.90, 0.10),
    ("EMEA", "EMEA", "Élodie Marchetti", 0.12, 0.30, 0.50),
    ("APAC", "APAC", "Kenji Morikawa", 0.08, 0.30, 0.50),
)
HEAD_OF_SALES = "Augusta Whitlock"

REPS = (
    "Adaeze Okonkwo", "Alistair Brandt", "Amara Diallo", "Anton Reyes", "Astrid Nyberg", "Bao Tran", "Benedikt Vogel", "Camille Fournier",
    "Celeste Abara", "Dario Conti", "Dmitri Volkov", "Eleni Papadaki", "Esra Yildiz", "Farah Haddad", "Finn O'Dowd", "Gwen Prescott",
    SANDBAGGER.where["rep"], "Hugo Lindgren", "Ines Carvalho", "Isaac Mbeki", "Jasper Kowal", "Joana Pires", "Kaito Nakamura", "Kirsten Dahl",
    "Lena Hartmann", "Liam Gallagher", "Lucia Moretti", "Mateo Ibarra", "Mei Watanabe", "Nadia Rahimi", "Nils Eriksen", "Odette Laurent",
    "Omar Farouk", "Petra Novak", "Quentin Hale", "Renata Silva", "Rohan Mehta", "Saskia de Vries", "Theo Andersen", OVERCALLER.where["rep"],
    "Willa Chen", "Yusuf Demir",
)

# name, family, list price factor, share of deals
PRODUCTS = (
    ("Fleet Core", "Fleet", 1.0, 0.34),
    (DEEPER_DISCOUNTS.where["product"], "Fleet", 1.35, 0.20),
    ("Route Planner", "Routing", 0.75, 0.18),
    ("Depot Manager", "Depot", 1.15, 0.16),
    ("Telematics Gateway", "Depot", 1.6, 0.12),
)
# source, share, factor on the chance of winning
SOURCES = (
    ("Inbound Website", 0.24, 1.10),
    ("Outbound", 0.26, 0.90),
    ("Partner", 0.14, 1.15),
    ("Event", 0.12, 0.95),
    ("Referral", 0.10, 1.35),
    ("Purchased List", 0.14, 0.35),
)
LOSS_REASONS = ("Price", "No decision", "Timing", "Missing feature", "Went silent", RISING_RIVAL.where["loss_reason"])
INDUSTRIES = ("Logistics", "Retail", "Construction", "Food & Beverage", "Utilities", "Public Transport", "Waste Management", "Healthcare", "Agriculture")
COUNTRIES = {
    "EMEA": ("Germany", "France", "United Kingdom", "Netherlands", "Sweden", "Italy"),
    "APAC": ("Japan", "Australia", "Singapore", "New Zealand"),
}
HOME_COUNTRY = "United States"
COMPANY_FIRST = (
    "Alder", "Amber", "Argent", "Basalt", "Birch", "Blue Heron", "Bramble", "Cedar", "Cinder", "Cobalt", "Copper", "Crescent", "Delta", "Ember",
    "Fairway", "Fjord", "Garnet", "Granite", "Harbour", "Hazel", "Indigo", "Ivory", "Juniper", "Kestrel", "Lantern", "Larch", "Linden", "Maple",
    "Meridian", "Mosaic", "Nimbus", "Northfield", "Oakline", "Ochre", "Onyx", "Orchard", "Peregrine", "Pioneer", "Quarry", "Quill", "Raven",
    "Redwood", "Saffron", "Sable", "Sequoia", "Sterling", "Summit", "Tamarack", "Thistle", "Umber", "Vale", "Verdant", "Willow", "Zephyr",
)
COMPANY_SECOND = (
    "Freight", "Haulage", "Foods", "Builders", "Transit", "Energy", "Stores", "Farms", "Cargo", "Couriers", "Supply", "Works", "Lines",
    "Distribution", "Logistics", "Clinics", "Markets", "Utilities", "Carriers", "Estates",
)
COMPANY_THIRD = ("Group", "Ltd", "Inc", "GmbH", "Partners", "Holdings", "Co", "AG", "運輸", "物流")
NEXT_STEPS = ("Send proposal", "Book demo with operations", "Agree security review", "Call the sponsor", "Meet procurement", "Share reference")
FIRST_NAMES = ("Alma", "Boris", "Chloe", "Diego", "Emi", "Frida", "Goran", "Hiro", "Ida", "Jonas", "Keiko", "Lars", "Mona", "Noor", "Olga", "Pavel")
LAST_NAMES = ("Abbott", "Bauer", "Costa", "Duval", "Endo", "Fischer", "Garcia", "Hayashi", "Ito", "Jansen", "Khan", "Lopez", "Mori", "Novak", "Olsen", "Petit")
TITLES = ("Head of Operations", "Fleet Manager", "CFO", "Procurement Lead", "IT Director", "Depot Manager")
