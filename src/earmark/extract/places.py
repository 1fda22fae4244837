"""Cities whose name opens news reports in mixed case ("Washington: ...").

A place in capitals, or beside an agency or a date, needs no list; a name before a bare
colon does, for it could be a person's. Capitals and seats of news, as English, German,
French, Italian and Spanish papers write them.
"""

_NAMES = """
Abu Dhabi, Abuja, Accra, Addis Ababa, Adelaide, Algiers, Amman, Amsterdam, Ankara, Athen,
Athens, Atlanta, Auckland, Baghdad, Bangkok, Barcelona, Basel, Beijing, Beirut, Belfast,
Belgrad, Belgrade, Bengaluru, Berlin, Bern, Bogota, Bogotá, Bonn, Boston, Brasilia,
Brasília, Bratislava, Bremen, Brisbane, Brussels, Bruxelles, Brüssel, Bucharest, Budapest,
Buenos Aires, Bukarest, Cairo, Canberra, Cape Town, Caracas, Cardiff, Chennai, Chicago,
Cologne, Colombo, Copenhagen, Dakar, Dallas, Damascus, Davos, Delhi, Den Haag, Denver,
Detroit, Dhaka, Doha, Dresden, Dubai, Dublin, Düsseldorf, Edinburgh, Frankfurt, Frankfurt am
Main, Gaza, Geneva, Genf, Genève, Graz, Hamburg, Hannover, Hanoi, Harare, Havana, Helsinki,
Hong Kong, Houston, Hyderabad, Innsbruck, Islamabad, Istanbul, Jakarta, Jerusalem,
Johannesburg, Kabul, Kairo, Kampala, Karachi, Karlsruhe, Kathmandu, Kharkiv, Khartoum, Kiev,
Kiew, Kigali, Kinshasa, Kolkata, Kopenhagen, Kuala Lumpur, Kyiv, Köln, La Habana, La Paz,
Lagos, Lahore, Lausanne, Leipzig, Lima, Linz, Lisboa, Lisbon, Lissabon, Ljubljana, London,
Los Angeles, Luxembourg, Luxemburg, Lviv, Lyon, Madrid, Mailand, Mainz, Manchester, Manila,
Marseille, Melbourne, Mexico City, Miami, Milan, Milano, Minsk, Mogadishu, Montreal, Moscou,
Moscow, Moskau, Mumbai, Munich, München, Nairobi, Naples, New Delhi, New York, Nicosia,
Odesa, Osaka, Oslo, Ottawa, Paris, Peking, Perth, Philadelphia, Phnom Penh, Potsdam, Prag,
Prague, Praha, Pretoria, Putin:, Pyongyang, Quito, Rabat, Ramallah, Reykjavik, Riad, Riga,
Rio de Janeiro, Riyadh, Rom, Roma, Rome, Rotterdam, Salzburg, San Francisco, Sanaa,
Santiago, Sarajevo, Seattle, Seoul, Shanghai, Singapore, Sofia, St Petersburg, Stockholm,
Strasbourg, Straßburg, Stuttgart, Suva, Sydney, São Paulo, Taipei, Tallinn, Teheran, Tehran,
Tel Aviv, The Hague, Tokio, Tokyo, Toronto, Tripoli, Tunis, Turin, United Nations,
Vancouver, Vatican City, Vienna, Vilnius, Warsaw, Warschau, Warszawa, Washington,
Wellington, Wien, Wiesbaden, Yangon, Zagreb, Zurich, Zürich
"""

PLACES = frozenset(" ".join(name.split()).lower() for name in _NAMES.split(","))
